-- Makes the row of a return that nobody touched yet, and keeps others from it.
with made as (
  insert into organisation_return (organisation_id, quarter, state)
  select $1::int, $2::date,
         (case when exists (select from publication where quarter = $2::date) then 'LOCKED' else 'OPEN' end)::return_state
      on conflict do nothing
  returning 1)
select count(*) as made from made
