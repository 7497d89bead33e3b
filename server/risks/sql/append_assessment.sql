-- Under the lock of the risk, or in the transaction that made it.
insert into risk_assessment (risk_id, place, assessed_on, impact, probability, direction, is_review, comment, key_id,
                             user_id)
select $1::uuid, 1 + coalesce((select max(place) from risk_assessment where risk_id = $1::uuid), 0), $2::date, $3::int,
       $4::int, $5::risk_direction, $6::boolean, $7, $8::uuid, $9::uuid
