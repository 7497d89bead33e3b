-- Under the lock of the risk, or in the transaction that made it; in the order given.
insert into risk_action (risk_id, place, text, owner, due_on)
select $1::uuid, g.place + coalesce((select max(place) from risk_action where risk_id = $1::uuid), 0), g.text, $3,
       $4::date
  from unnest($2::text[]) with ordinality as g (text, place)
 order by g.place
returning id
