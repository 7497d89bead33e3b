with made as (
  insert into access_user (name, role, email) values ($1, 'ADMINISTRATOR', $3) returning id
)
insert into access_key (token_hash, name, user_id) select $2::bytea, 'made by create-administrator', id from made
