-- Sessions of people end where nobody uses them, and what a guesser who knows a person would try first (ADR 13).

alter table access_session
  add idle_seconds int;                  -- unused for so long, it has ended; null: only at expires_at, as those of keys

-- When a session ends, or ended, if it is not used again.
create function session_end(expires_at timestamptz, used_at timestamptz, idle_seconds int)
returns timestamptz language sql stable as $$
  select least(expires_at, used_at + make_interval(secs => idle_seconds))
$$;

-- Names and codes that a user works with. They leave the server in no answer: a new password is held against them,
-- also where its user is not signed in yet.
create function names_around_user(id uuid)
returns table (name text) language sql stable set app.everything = 'on' as $$
  select unnest(array[o.code, o.name])
    from access_user u join organisation o
      on u.organisation_ids = '{}' or o.id = any (u.organisation_ids)
   where u.id = $1
   union all
  select unnest(array[p.code, p.name]) from programme p
$$;
