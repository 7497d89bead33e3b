select b.organisation_id, o.code as organisation, b.id, b.champion_id, b.purpose, b.lawful_basis,
       b.notice_id, n.code as notice, b.informed_on, b.consented_on, b.consent_form, b.withdrawn_on,
       b.withdrawn_on is not null or exists (
         select from champion_objection x
          where x.organisation_id = b.organisation_id and x.champion_id = b.champion_id
            and x.purpose = b.purpose and x.state = 'UPHELD') as refused,
       exists (select from champion_erasure e
                where e.organisation_id = b.organisation_id and e.champion_id = b.champion_id) as erased,
       coalesce(b.user_id, b.key_id) as recorded_by, b.version,
       epoch_us(b.created_at) as created_at_us, epoch_us(b.updated_at) as updated_at_us
  from organisation o
  join champion_basis b on b.organisation_id = o.id
  left join privacy_notice n on n.id = b.notice_id
