-- How people sign in (server/signin): passwords, second factors, identities at an issuer of OpenID Connect, and what
-- is counted so that nobody guesses for long. What is secret is sealed with a key that is not in the database.

create table user_password (
  user_id uuid primary key references access_user (id),
  sealed_hash bytea not null,            -- argon2id, sealed for this user
  temporary boolean not null default false,
  expires_at timestamptz,                -- of a temporary one
  set_at timestamptz not null default clock_timestamp(),
  constraint user_password_expires_check check (temporary = (expires_at is not null))
);

create table user_totp (
  user_id uuid primary key references access_user (id),
  sealed_secret bytea not null,
  confirmed_at timestamptz,              -- null: asked for, and not asked of anyone yet
  last_step bigint not null default 0,   -- of the last code that was taken: each is taken once
  created_at timestamptz not null default clock_timestamp()
);

create table user_recovery_code (
  user_id uuid not null references access_user (id),
  code_hash bytea not null,              -- keyed
  used_at timestamptz,
  primary key (user_id, code_hash)
);

-- Somebody at an issuer is one user, and a user is one somebody there: an address that an issuer gives to another
-- person later does not let that person in.
create table user_identity (
  issuer text not null,
  subject text not null,
  user_id uuid not null references access_user (id),
  linked_at timestamptz not null default clock_timestamp(),
  primary key (issuer, subject),
  constraint user_identity_user_key unique (user_id, issuer)
);

-- Each token of an issuer signs in once.
create table used_id_token (
  token_hash bytea primary key,
  expires_at timestamptz not null
);
create index used_id_token_expires on used_id_token (expires_at);

-- Failed attempts, by keyed hashes: of an address on the network, of an account from such an address, of an account.
-- Whether there is such an account makes no difference.
create type sign_in_counter as enum ('ADDRESS', 'PAIR', 'ACCOUNT');
create table sign_in_attempt (
  counter sign_in_counter not null,
  subject bytea not null,
  failures int not null default 0,
  last_at timestamptz not null default clock_timestamp(),
  locked_until timestamptz,
  primary key (counter, subject)
);
create index sign_in_attempt_last on sign_in_attempt (last_at);

-- Where a user has signed in from before, by keyed hash: a flood from elsewhere does not keep them out there.
create table user_known_address (
  user_id uuid not null references access_user (id),
  address_hash bytea not null,
  last_at timestamptz not null default clock_timestamp(),
  primary key (user_id, address_hash)
);
create index user_known_address_last on user_known_address (last_at);

grant select, insert, update, delete on user_password, user_totp, user_recovery_code, user_identity, used_id_token,
  sign_in_attempt, user_known_address to champions_app;
