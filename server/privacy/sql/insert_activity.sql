insert into processing_activity (code, name, purpose, lawful_basis, special_condition, people_categories,
                                 data_categories, recipients, transfers, retention, security_measures, controller,
                                 reviewed_on, ended_on, review_due_on)
values ($1, $2, $3, $4::lawful_basis, $5, $6::text[], $7::text[], $8::text[], $9, $10, $11, $12, $13::date, $14::date,
        $15::date)
on conflict (code) do nothing
returning id
