-- With their keys: what is left of them, in earlier versions and in backups, is noise.
with wanted as (
  select id, organisation_id from unnest($1::uuid[], $2::int[]) as w (id, organisation_id)),
keys as (
  delete from keyring.data_key k using wanted w
   where k.organisation_id = w.organisation_id and k.owner_id = w.id),
notes as (
  delete from reach_note n using wanted w
   where n.organisation_id = w.organisation_id and n.reach_id = w.id
  returning n.reach_id)
select count(*) as removed from notes
