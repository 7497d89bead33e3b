select a.organisation_id, a.id, a.external_id, o.code as organisation, p.code as programme, a.name,
       a.kind, epoch_us(a.starts_at) as starts_at_us, epoch_us(a.ends_at) as ends_at_us, a.ward,
       case when a.partner_ids = '{}' then '{}' else organisation_codes(a.partner_ids) end as partners,
       a.award_id, a.state, a.version,
       epoch_us(a.created_at) as created_at_us, epoch_us(a.updated_at) as updated_at_us
  from organisation o
  join activity a on a.organisation_id = o.id
  join programme p on p.id = a.programme_id
