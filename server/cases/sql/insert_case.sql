-- Nothing is returned: whoever raises a concern cannot read it.
insert into safeguarding_case (organisation_id, id, champion_id, kind, noticed_on, account, key_id, user_id, created_at,
                               updated_at)
values ($1::int, $2::uuid, $3::uuid, $4::case_kind, $5::date, $6, $7::uuid, $8::uuid, from_epoch_us($9::bigint),
        from_epoch_us($9::bigint))
