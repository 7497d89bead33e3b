select m.id, m.user_id, m.role, o.code as organisation, p.code as programme,
       case when m.ended_at is null then 'STANDING' else 'REVOKED' end as state,
       epoch_us(m.created_at) as created_at_us, epoch_us(m.ended_at) as ended_at_us
  from access_membership m
  left join organisation o on o.id = m.organisation_id
  left join programme p on p.id = m.programme_id
