with made as (
  insert into access_user (name, role) values ($1, 'ADMINISTRATOR') returning id
)
insert into access_key (token_hash, name, user_id) select $2::bytea, 'made by create-administrator', id from made
