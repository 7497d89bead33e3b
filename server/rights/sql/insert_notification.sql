insert into recipient_notification (organisation_id, champion_id, act, recipient, told_on, not_told, reason,
                                    subject_request_id, key_id, user_id)
values ($1::int, $2::uuid, $3::notifiable_act, $4, $5::date, $6::not_told_reason, $7, $8::uuid, $9::uuid, $10::uuid)
returning id
