insert into export_schedule (code, name, format, edition, policy, quarter, cadence, first_on, recipients, link_days,
                             disabled, owner_id, next_at)
values ($1, $2, $3::export_format, $4::export_edition, $5, $6::date, $7::export_cadence, $8::date, $9::text[], $10::int,
        $11::boolean, $12::uuid, export_due_after($8::date, $7::export_cadence, clock_timestamp()))
on conflict (code) do nothing
