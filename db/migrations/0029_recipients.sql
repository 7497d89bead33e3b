-- Whoever was given a champion's data is told when it was put right, erased or restricted, unless that is impossible or
-- out of proportion, and the person is told whom it was (UK GDPR Article 19). Who was told, who was not and why, and of
-- which acts nothing is recorded yet. docs/rights.md.

-- The lifting of a restriction too: whoever was told to store alone has to know when that ends.
create type notifiable_act as enum ('RECTIFICATION', 'ERASURE', 'RESTRICTION', 'RESTRICTION_LIFTED');
-- The last: there is nobody to tell.
create type not_told_reason as enum ('IMPOSSIBLE', 'DISPROPORTIONATE_EFFORT', 'NOT_DISCLOSED');

create table recipient_notification (
  organisation_id int not null,
  id uuid not null default new_id(),
  champion_id uuid not null,
  act notifiable_act not null,
  recipient text,                        -- null: the data was disclosed to nobody
  told_on date,
  not_told not_told_reason,
  reason text,                           -- why not told; null too where the person was erased since, as the next
  subject_request_id uuid,
  withdraw_reason text,
  withdrawn_at timestamptz,              -- it was recorded by mistake, and is no answer to any act
  key_id uuid not null,
  user_id uuid,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, champion_id) references champion,
  constraint recipient_notification_told_check check (num_nonnulls(told_on, not_told) = 1
                                                      and (reason is null or not_told is not null)),
  constraint recipient_notification_recipient_check check
    (recipient is not null or not_told is not distinct from 'NOT_DISCLOSED'),
  constraint recipient_notification_withdrawn_check check (withdraw_reason is null or withdrawn_at is not null)
);
create index recipient_notification_champion on recipient_notification (organisation_id, champion_id, id);
select protect('recipient_notification', 'organisation_id', false);
select with_history('recipient_notification', 'record_history', 'id', 'organisation_id');
-- As of the other rights (0021). But of erased people too it is recorded: erasure is what recipients are told of.
revoke delete on recipient_notification from champions_app;
revoke select on recipient_notification from champions_reader;
grant select (organisation_id, id, champion_id, act, told_on, not_told, withdrawn_at, version, created_at, updated_at)
  on recipient_notification to champions_reader;
select tell_part('recipient_notification', '{insert,update}', 'champion', 'CHAMPION', 'p.organisation_id', 'p.id',
                 'null::text', 'p.organisation_id = r.organisation_id and p.id = r.champion_id');

-- What recipients are told of, by record of a person. Nobody was told of it before `earliest_on`, and what was recorded
-- before `since` is no answer to it. When data was put right is known where somebody asked for it, and then no better
-- than from that day on.
create view notifiable_event with (security_invoker = true) as
  select r.organisation_id, r.champion_id, 'RESTRICTION'::notifiable_act as act, r.id as source_id,
         r.id as restriction_id, r.subject_request_id, day.placed_on as acted_on, day.placed_on as earliest_on,
         r.created_at as since
    from champion_restriction r
   cross join lateral (select (r.created_at at time zone 'Europe/London')::date as placed_on) day
  union all
  select r.organisation_id, r.champion_id, 'RESTRICTION_LIFTED', r.id, r.id, r.subject_request_id, day.lifted_on,
         day.lifted_on, r.lifted_at
    from champion_restriction r
   cross join lateral (select (r.lifted_at at time zone 'Europe/London')::date as lifted_on) day
   where r.lifted_at is not null
  union all
  select e.organisation_id, e.champion_id, 'ERASURE', e.champion_id, null, null, day.erased_on, day.erased_on, e.erased_at
    from champion_erasure e
   cross join lateral (select (e.erased_at at time zone 'Europe/London')::date as erased_on) day
  union all
  select c.organisation_id, s.champion_id, 'RECTIFICATION', s.id, null, s.id, s.answered_on, s.received_on,
         s.received_on::timestamp at time zone 'Europe/London'
    from subject_request s
   cross join lateral (select c.organisation_id from champion c where c.id = s.champion_id limit 1) c
   where s.kind = 'RECTIFICATION' and s.state = 'DONE';
grant select on notifiable_event to champions_app;

-- Those of which nothing was recorded since, of any record of the person. Of who was erased the erasure alone: to be
-- told of it is to be told that there is nothing left to put right or to restrict. That a restriction was lifted is
-- owed to whoever was told of one.
create view owed_notification with (security_invoker = true) as
  select a.*
    from notifiable_event a
   -- Worked out once, and not for each record that it is held against.
   cross join lateral (select records_with(array[a.champion_id]) as records offset 0) person
   where (a.act = 'ERASURE'
          or (select true from champion_erasure e
               where e.organisation_id = a.organisation_id and e.champion_id = a.champion_id) is null)
     and (a.act <> 'RESTRICTION_LIFTED'
          or (select true from recipient_notification n
               where n.organisation_id = a.organisation_id and n.champion_id = any (person.records)
                 and n.act = 'RESTRICTION' and n.told_on is not null and n.withdrawn_at is null limit 1))
     and (select true from recipient_notification n
           where n.organisation_id = a.organisation_id and n.champion_id = any (person.records) and n.act = a.act
             and n.withdrawn_at is null and n.created_at >= a.since
             and (n.told_on is null or n.told_on >= a.earliest_on)
             -- One that names a request answers that one.
             and (a.act <> 'RECTIFICATION' or n.subject_request_id is null or n.subject_request_id = a.source_id)
           limit 1) is null;
grant select on owed_notification to champions_app;

-- An erasure takes the words, as those of other rights (0021). To whom the data went stays: they are to be told.
create function forget_notifications() returns trigger language plpgsql as $$
begin
  update recipient_notification n
     set reason = null, withdraw_reason = null, version = n.version + 1, updated_at = clock_timestamp()
   where n.organisation_id = new.organisation_id and n.champion_id = new.champion_id
     and num_nonnulls(n.reason, n.withdraw_reason) > 0;
  update record_history h set data = h.data - '{reason,withdraw_reason}'::text[]
    from recipient_notification n
   where n.organisation_id = new.organisation_id and n.champion_id = new.champion_id
     and h.organisation_id = n.organisation_id and h.kind = 'recipient_notification' and h.record_id = n.id::text;
  return null;
end
$$;
create trigger forget_notifications after insert on champion_erasure
  for each row execute function forget_notifications();
