-- The records of one activity in each order of a list (ADR 6): an activity that partners log to all the time, a stall
-- that stands every week, has thousands, which were all read and sorted for each page.
create index reach_activity_id on reach (organisation_id, activity_id, id) where activity_id is not null;
create index reach_activity_occurred on reach (organisation_id, activity_id, occurred_on, id)
  where activity_id is not null;
create index reach_activity_recorded on reach (organisation_id, activity_id, recorded_at, id)
  where activity_id is not null;
drop index reach_activity;
