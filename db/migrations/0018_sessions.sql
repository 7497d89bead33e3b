-- Short-lived tokens beside keys: obtained with a key, or by a user who signed in.
create table access_session (
  id uuid primary key default new_id(),
  token_hash bytea not null unique,      -- HMAC, as of keys
  key_id uuid references access_key (id),   -- obtained with a key,
  user_id uuid references access_user (id), -- or by a user who signed in; exactly one of the two
  method text not null check (method in ('KEY', 'PASSWORD', 'OIDC')),
  scopes text[],                         -- null: all that the key or the user may do
  certificate_sha256 text,               -- the calls must show the same client certificate
  address text,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint access_session_holder_check check
    (num_nonnulls(key_id, user_id) = 1 and (method = 'KEY') = (key_id is not null))
);
create index access_session_key on access_session (key_id, id);
create index access_session_user on access_session (user_id, id);
create index access_session_end on access_session (least(expires_at, revoked_at));
grant select, insert, update, delete on access_session to champions_app;

alter table access_key
  add scopes text[],                     -- null: all of the role's permissions
  add exchange_only boolean not null default false, -- obtains tokens and does nothing else
  add certificate_sha256 text,           -- calls must show this client certificate,
  add certificate_names text[] not null default '{}', -- or one with any of these names
  add last_used_at timestamptz,          -- to the minute
  add constraint access_key_certificate_check check
    (certificate_sha256 is null or certificate_names = '{}');
