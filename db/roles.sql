-- The database roles of an installation, of least privilege. Run by a superuser, once or again:
--   psql -d postgres -f db/roles.sql
-- owner     owns every object; cannot log in
-- migrator  may become the owner, to change the schema; used by `champions-server migrate` alone
-- app       the server: table grants only, bound by row-level security
-- programme the server on behalf of who manages one programme: cannot log in, further row-level security (0032)
-- reader    read-only, for reports made outside the server; no personal data
do $$
begin
  if not exists (select from pg_roles where rolname = 'champions_owner') then
    create role champions_owner nologin nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'champions_migrator') then
    create role champions_migrator login noinherit nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'champions_app') then
    create role champions_app login nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'champions_programme') then
    create role champions_programme nologin nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'champions_reader') then
    create role champions_reader login nosuperuser nobypassrls;
  end if;
end
$$;
grant champions_owner to champions_migrator;
-- Becomes it, and is not bound by its policies otherwise.
alter role champions_app noinherit;
grant champions_programme to champions_app;
alter role champions_app set default_transaction_isolation = 'read committed';
alter role champions_app set timezone = 'UTC';
alter role champions_reader set default_transaction_read_only = on;
-- Lets a function of the owner look across organisations (see organisation_ids in 0001).
grant set on parameter app.everything to champions_owner;
-- Lets it set where the numbers of writers go on after a restore (0024).
grant set on parameter app.writer_offset to champions_owner;
-- Lets it post figures beyond the programmes of who causes it (0032).
grant set on parameter app.programmes to champions_owner;
-- Lets it find and remove cases that are kept no longer, for whoever may not read them (0034).
grant set on parameter app.safeguarding to champions_owner;
