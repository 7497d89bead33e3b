-- From now on nothing is wrapped by another instance key than this one. Gives whether it is one that a
-- server has in force.
with retired as (
  update keyring.instance_key set retired_at = coalesce(retired_at, clock_timestamp())
   where name <> $1 and exists (select from keyring.instance_key where name = $1 and retired_at is null))
select exists (select from keyring.instance_key where name = $1 and retired_at is null) as is_in_force
