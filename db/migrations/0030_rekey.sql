-- Data keys can be wrapped anew under another instance key and the old one given up
-- (`champions-server rekey`, docs/encryption.md).

-- The key of the blind indexes, wrapped as a data key is. Before, it was made from the oldest instance
-- key, which therefore could never be given up; the first server or migration afterwards stores what it
-- was.
create table keyring.index_key (
  only_one boolean primary key default true check (only_one),
  wrapped text not null
);
grant select, insert on keyring.index_key to champions_app;

-- Since when nothing new may be wrapped by it; it is removed when nothing is any more.
alter table keyring.instance_key add retired_at timestamptz;

-- A server that has not heard of the change would wrap by a key that is about to be destroyed: it is
-- refused here, at the last possible place. Evaluated once per statement.
create policy key_in_force on keyring.data_key as restrictive for insert with check (
  split_part(wrapped, ':', 1) = any (
    (select array_agg(k.name) from keyring.instance_key k where k.retired_at is null)::text[]));

alter table keyring.answer_key enable row level security;
create policy any_call on keyring.answer_key using (true);
create policy key_in_force on keyring.answer_key as restrictive for insert with check (
  split_part(wrapped, ':', 1) = any (
    (select array_agg(k.name) from keyring.instance_key k where k.retired_at is null)::text[]));
