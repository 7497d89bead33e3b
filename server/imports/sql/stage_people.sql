-- Who the rows of champions.csv are, before what is personal of them is sealed: under the key of the
-- champion who is there already, or of the one to come.
create temp table stage_people on commit drop as
select s.line, o.id as organisation_id, coalesce(c.id, new_id()) as id, c.id is null as is_new, k.wrapped
  from stage_champions s
  join organisation o on o.code = s.organisation
  left join champion c on c.organisation_id = o.id and c.external_id = s.external_id
  left join keyring.data_key k on k.organisation_id = c.organisation_id and k.owner_id = c.id
 where not s.bad;
create temp table sealed_people (
  line bigint primary key, new_key text, given_name text, family_name text, email text, phone text,
  name_index text, email_index text, phone_index text, languages text[], ethnic_category text, age_band text,
  gender text) on commit drop;
analyze stage_people
