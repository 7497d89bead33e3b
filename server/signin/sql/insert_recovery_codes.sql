with old as (delete from user_recovery_code where user_id = $1::uuid)
insert into user_recovery_code (user_id, code_hash)
select $1::uuid, decode(hash, 'hex') from unnest($2::text[]) as hash
