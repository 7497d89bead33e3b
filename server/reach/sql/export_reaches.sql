-- The records of an export under the names of reach.csv; a filter that is NULL is none. The note is
-- `id|key|sealed`, and
-- costs nothing where the outer select does not ask for it: its join is then left out.
select r.external_id, o.code as organisation, p.code as programme,
       coalesce(a.external_id, r.activity_id::text) as activity, r.occurred_on, r.ward, r.mode, r.topic,
       r.people, r.new_people, r.signposted, coalesce(c.external_id, r.champion_id::text) as champion, r.id || '|' || n.note as note,
       case when r.state = 'VOIDED' then 'VOID' end as status
  from reach r
  join organisation o on o.id = r.organisation_id
  join programme p on p.id = r.programme_id
  left join activity a on a.organisation_id = r.organisation_id and a.id = r.activity_id
  left join champion c on c.organisation_id = r.organisation_id and c.id = r.champion_id
  left join sealed_note n on n.organisation_id = r.organisation_id and n.reach_id = r.id
 where ($1::text is null or o.code = $1)
   and ($2::text is null or p.code = $2)
   and ($3::date is null or r.occurred_on >= $3::date)
   and ($4::date is null or r.occurred_on <= $4::date)
   and ($5::text is null or r.ward = $5)
   and ($6::reach_mode[] is null or r.mode = any ($6::reach_mode[]))
   and ($7::reach_topic[] is null or r.topic = any ($7::reach_topic[]))
   and ($8::reach_state is null or r.state = $8::reach_state)
