-- The notes of reach.csv, before they are sealed: each under the key that its record has, or a new one.
create temp table stage_notes on commit drop as
select s.line, coalesce(r.id, new_id()) as id, k.wrapped
  from stage_reach s
  join organisation o on o.code = s.organisation
  left join reach r on r.organisation_id = o.id and r.external_id = s.external_id
  left join keyring.data_key k on k.organisation_id = r.organisation_id and k.owner_id = r.id
 where not s.bad and s.note is not null;
create temp table sealed_notes (line bigint primary key, id uuid, new_key text, note text) on commit drop;
analyze stage_notes
