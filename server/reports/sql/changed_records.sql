-- The records that changed a quarter's figures between two instants, each with what it changed.
-- $1 first day, $2 last day, $3 and $4 instants, $5 and $6 kind and id of the last of the page before, $7 rows
with changed as (
  select l.organisation_id, l.source_kind::text as kind, l.source_id, max(l.programme_id) as programme_id,
         min(l.counts_on) as counts_on, max(l.recorded_at) as recorded_at,
         sum(l.recruited) as recruited, sum(l.trained) as trained, sum(l.reached) as reached,
         sum(l.new_people) as new_people, sum(l.signposted) as signposted, sum(l.impressions) as impressions,
         sum(l.activities) as activities, sum(l.awarded_pence) as awarded_pence, sum(l.paid_pence) as paid_pence
    from ledger_entry l
   where l.recorded_at > from_epoch_us($3::bigint) and l.recorded_at <= from_epoch_us($4::bigint)
     and l.counts_on between $1::date and $2::date and l.scope <> 'PROGRAMME'
   group by l.organisation_id, l.source_kind, l.source_id
  having sum(l.recruited) <> 0 or sum(l.trained) <> 0 or sum(l.reached) <> 0 or sum(l.new_people) <> 0
      or sum(l.signposted) <> 0 or sum(l.impressions) <> 0 or sum(l.activities) <> 0
      or sum(l.awarded_pence) <> 0 or sum(l.paid_pence) <> 0
), page as (
  select * from changed
   where $5::text is null or (kind, source_id) > ($5::text, $6::uuid)
   order by kind, source_id
   limit $7::int
)
select lower(c.kind) as kind, c.source_id as id, o.code as organisation, p.code as programme, c.counts_on,
       epoch_us(c.recorded_at) as recorded_at_us, c.recruited::bigint, c.trained::bigint, c.reached::bigint,
       c.new_people::bigint, c.signposted::bigint, c.impressions::bigint, c.activities::bigint,
       c.awarded_pence::bigint, c.paid_pence::bigint,
       case c.kind
         when 'CHAMPION' then
           (select h.external_id from champion h where h.organisation_id = c.organisation_id and h.id = c.source_id)
         when 'ACTIVITY' then
           (select a.external_id from activity a where a.organisation_id = c.organisation_id and a.id = c.source_id)
         when 'REACH' then
           (select r.external_id from reach r where r.organisation_id = c.organisation_id and r.id = c.source_id)
         when 'AWARD' then
           (select w.external_id from award w where w.organisation_id = c.organisation_id and w.id = c.source_id)
       end as external_id,
       (select string_agg(distinct t.reason, '; ' order by t.reason) from late_change t
         where t.organisation_id = c.organisation_id and t.quarter = $1::date
           and t.recorded_at > from_epoch_us($3::bigint) and t.recorded_at <= from_epoch_us($4::bigint)
           and t.source_id = c.source_id) as late_reason
  from page c
  join organisation o on o.id = c.organisation_id
  left join programme p on p.id = c.programme_id
 order by c.kind, c.source_id
