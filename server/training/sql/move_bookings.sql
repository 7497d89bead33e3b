-- A champion has one record per course and day. Where a withdrawn one holds the new day, that one
-- becomes the booking and the old booking is withdrawn in its place.
with booking as (
  select organisation_id, id, champion_id, course_id from training_record
   where course_run_id = $1::uuid and outcome = 'BOOKED' and completed_on <> $2::date
     for no key update),
held as (
  select b.id as booking_id, t.organisation_id, t.id
    from booking b
    join training_record t on t.organisation_id = b.organisation_id and t.champion_id = b.champion_id
     and t.course_id = b.course_id and t.completed_on = $2::date and t.outcome = 'WITHDRAWN'
     for no key update of t),
revived as (
  update training_record t
     set outcome = 'BOOKED', course_run_id = $1::uuid, certificate = null, reason = null,
         version = t.version + 1, import_id = null, updated_at = clock_timestamp()
    from held h where t.organisation_id = h.organisation_id and t.id = h.id
  returning t.organisation_id, t.id, t.champion_id),
moved as (
  update training_record t
     set completed_on = case when h.id is null then $2::date else t.completed_on end,
         outcome = case when h.id is null then 'BOOKED' else 'WITHDRAWN' end::training_outcome,
         reason = case when h.id is not null then 'the course run moved to another day' end,
         version = t.version + 1, import_id = null, updated_at = clock_timestamp()
    from booking b left join held h on h.booking_id = b.id
   where t.organisation_id = b.organisation_id and t.id = b.id
  returning t.organisation_id, t.id, t.champion_id)
select organisation_id, id, champion_id from moved
union all
select organisation_id, id, champion_id from revived
