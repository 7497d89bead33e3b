with codes as (delete from user_recovery_code where user_id = $1::uuid)
delete from user_totp where user_id = $1::uuid
