-- Closed safeguarding cases are kept for a time, as every other class of record (0023). Who runs the retention reads none
-- of them: these functions tell ids and days alone, and remove.
insert into retention_rule (class) values ('CLOSED_CASES');
create index safeguarding_case_retention on safeguarding_case (updated_at, id) where state = 'CLOSED';

-- Those that were closed up to a day and not opened since, and whether the champion whom one is about is held.
create function closed_cases(until date)
returns table (organisation_id int, object uuid, since date, held boolean)
language sql stable set app.safeguarding = 'on' as $$
  select c.organisation_id, c.id, (c.updated_at at time zone 'Europe/London')::date,
         exists (select from champion_hold h where h.organisation_id = c.organisation_id
                   and h.champion_id = c.champion_id and h.released_at is null)
    from safeguarding_case c
   where c.state = 'CLOSED' and c.updated_at < (until + 1)::timestamp at time zone 'Europe/London'
$$;

-- Keeps them from being reopened until the transaction ends.
create function lock_cases(ids uuid[], organisations int[])
returns void language plpgsql volatile set app.safeguarding = 'on' as $$
begin
  perform from unnest(ids, organisations) as w (id, organisation_id)
    join safeguarding_case c on c.organisation_id = w.organisation_id and c.id = w.id
   order by c.id for no key update of c;
end
$$;

-- A note is still never changed; with its case it goes. Nobody may delete but the owner, in remove_cases.
drop trigger append_only on safeguarding_case_note;
create trigger append_only before update or truncate on safeguarding_case_note
  for each statement execute function refuse_change();

-- With their notes and, first, their keys: what is left of them in backups is noise. With the owner's rights, since
-- otherwise they are never deleted; the caller's context decides what is reached, as of whoever sees every
-- organisation and personal data.
create function remove_cases(ids uuid[], organisations int[])
returns bigint language plpgsql security definer set search_path = public, pg_temp set app.safeguarding = 'on' as $$
declare
  removed bigint;
begin
  delete from keyring.data_key k using unnest(ids, organisations) as w (id, organisation_id)
   where k.organisation_id = w.organisation_id and k.owner_id = w.id;
  delete from safeguarding_case_note n using unnest(ids, organisations) as w (id, organisation_id)
   where n.organisation_id = w.organisation_id and n.case_id = w.id;
  delete from safeguarding_case c using unnest(ids, organisations) as w (id, organisation_id)
   where c.organisation_id = w.organisation_id and c.id = w.id and c.state = 'CLOSED';
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke execute on function remove_cases from public;
grant execute on function remove_cases to champions_app;
