insert into activity (organisation_id, external_id, programme_id, name, kind, starts_at, ends_at,
                      ward, partner_ids, award_id)
values ($1::int, $2, $3::int, $4, $5::activity_kind, from_epoch_us($6::bigint),
        from_epoch_us($7::bigint), $8, $9::int[], $10::uuid)
on conflict (organisation_id, external_id) do nothing
returning id
