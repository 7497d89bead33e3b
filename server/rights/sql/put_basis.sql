insert into champion_basis as b (organisation_id, champion_id, purpose, lawful_basis, notice_id, informed_on, consented_on,
                                 consent_form, withdrawn_on, key_id, user_id)
values ($1::int, $2::uuid, $3::champion_purpose, $4::lawful_basis, $5::uuid, $6::date, $7::date, $8, $9::date,
        $10::uuid, $11::uuid)
on conflict on constraint champion_basis_key do update
   set lawful_basis = excluded.lawful_basis, notice_id = excluded.notice_id, informed_on = excluded.informed_on,
       consented_on = excluded.consented_on, consent_form = excluded.consent_form,
       withdrawn_on = excluded.withdrawn_on, key_id = excluded.key_id, user_id = excluded.user_id,
       version = b.version + 1, updated_at = clock_timestamp()
returning b.id
