-- The entries of a figure come out of their index in the order of the groups that ExplainTotal makes of
-- them, the programme included. Without it the sort by programme reads at least 32 groups of each
-- organisation before the first is known.
drop index ledger_entry_reached, ledger_entry_impressions, ledger_entry_recruited, ledger_entry_trained,
  ledger_entry_activities, ledger_entry_awarded, ledger_entry_paid;
create index ledger_entry_reached on ledger_entry (organisation_id, counts_on, source_id, programme_id)
  where reached <> 0 or new_people <> 0 or signposted <> 0;
create index ledger_entry_impressions on ledger_entry (organisation_id, counts_on, source_id, programme_id)
  where impressions <> 0;
create index ledger_entry_recruited on ledger_entry (organisation_id, counts_on, source_id, programme_id)
  where recruited <> 0;
create index ledger_entry_trained on ledger_entry (organisation_id, counts_on, source_id, programme_id)
  where trained <> 0;
create index ledger_entry_activities on ledger_entry (organisation_id, counts_on, source_id, programme_id)
  where activities <> 0;
create index ledger_entry_awarded on ledger_entry (organisation_id, counts_on, source_id, programme_id)
  where awarded_pence <> 0;
create index ledger_entry_paid on ledger_entry (organisation_id, counts_on, source_id, programme_id)
  where paid_pence <> 0;
