insert into return_reminder (organisation_id, quarter, stage, recipients) values ($1::int, $2::date, $3, $4::int)
