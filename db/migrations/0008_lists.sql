-- A page of a list, or of what a figure is made of, costs the same however much there is
-- (docs/adr/0006). Each index is one of an order, or of a filter that finds few rows in one.

-- Reach: the orders are id, occurred_on and recorded_at.
create index reach_recorded on reach (organisation_id, recorded_at, id);
create index reach_ward on reach (organisation_id, ward, id) where ward is not null;
create index reach_programme on reach (organisation_id, programme_id, id);
-- Few are voided, so these are small and cost a write nothing.
create index reach_voided on reach (organisation_id, id) where state = 'VOIDED';
create index reach_voided_occurred on reach (organisation_id, occurred_on, id) where state = 'VOIDED';
create index reach_voided_recorded on reach (organisation_id, recorded_at, id) where state = 'VOIDED';

-- What a figure is made of: the entries of each, in the order of days. By figure and not by kind of
-- source, since row-level security keeps comparisons of enums out of indexes (they are not
-- leakproof); an entry is in one of these, seldom in two.
drop index ledger_entry_explain;
create index ledger_entry_reached on ledger_entry (organisation_id, counts_on, source_id)
  where reached <> 0 or new_people <> 0 or signposted <> 0;
create index ledger_entry_impressions on ledger_entry (organisation_id, counts_on, source_id) where impressions <> 0;
create index ledger_entry_recruited on ledger_entry (organisation_id, counts_on, source_id) where recruited <> 0;
create index ledger_entry_trained on ledger_entry (organisation_id, counts_on, source_id) where trained <> 0;
create index ledger_entry_activities on ledger_entry (organisation_id, counts_on, source_id) where activities <> 0;
create index ledger_entry_awarded on ledger_entry (organisation_id, counts_on, source_id) where awarded_pence <> 0;
create index ledger_entry_paid on ledger_entry (organisation_id, counts_on, source_id) where paid_pence <> 0;

-- Champions and what belongs to them.
create index champion_order_recruited on champion (organisation_id, (coalesce(recruited_on, 'infinity'::date)), id);
create index champion_order_external_id on champion (organisation_id, (coalesce(external_id, '')), id);
drop index enrolment_programme;
create index enrolment_programme on enrolment (organisation_id, programme_id, id);
create index enrolment_programme_enrolled on enrolment (organisation_id, programme_id, enrolled_on, id);
create index enrolment_enrolled on enrolment (organisation_id, enrolled_on, id);
create index training_record_course on training_record (organisation_id, course_id, id);
create index training_record_course_completed on training_record (organisation_id, course_id, completed_on, id);
create index activity_programme on activity (organisation_id, programme_id, id);
create index activity_programme_starts on activity (organisation_id, programme_id, starts_at, id);
create index payment_paid on payment (organisation_id, paid_on, id);

-- The audit log by method, without the methods that most of it is made of.
create index audit_event_method on audit_event (method, recorded_at, id)
  where method not in ('ReachService/LogReach', 'ReachService/StreamReach');
