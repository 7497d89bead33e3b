-- The cells that are not empty. $1 kind, $2 workstream
select impact, probability, array_agg(number order by number) as numbers
  from risk
 where state = 'OPEN' and ($1::risk_kind is null or kind = $1::risk_kind) and ($2::text is null or workstream = $2)
 group by impact, probability
