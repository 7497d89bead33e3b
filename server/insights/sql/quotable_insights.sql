select i.organisation_id, i.id, o.code as organisation, p.code as programme, i.heard_on, i.kind, i.theme, i.community,
       i.topic, i.ward, i.text, i.quotable, i.quote_permission, i.state, i.response, i.responded_on, i.reason,
       i.version, epoch_us(i.created_at) as created_at_us, epoch_us(i.updated_at) as updated_at_us
  from organisation o
  join insight i on i.organisation_id = o.id
  left join programme p on p.id = i.programme_id
 where i.quotable and i.state <> 'WITHDRAWN' and i.heard_on between $1::date and $2::date
 order by i.heard_on, i.id
 limit 50
