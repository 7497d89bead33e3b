-- The day before which nobody was told of an act, by any record of the person; null where it was not done.
select min(a.earliest_on) as earliest_on
  from notifiable_event a
 where a.organisation_id = $1::int and a.champion_id = any (records_with(array[$2::uuid])) and a.act = $3::notifiable_act
