insert into payment (organisation_id, award_id, amount_pence, paid_on, reference)
values ($1::int, $2::uuid, $3::bigint, $4::date, $5)
returning id
