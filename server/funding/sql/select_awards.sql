select w.organisation_id, w.id, w.external_id, o.code as organisation, f.code as fund,
       p.code as programme, w.title, w.amount_pence, w.awarded_on, w.starts_on, w.ends_on, w.state,
       (select coalesce(sum(y.amount_pence), 0)::bigint from payment y
         where y.organisation_id = w.organisation_id and y.award_id = w.id and y.state = 'PAID')
         as paid_pence,
       w.version, epoch_us(w.created_at) as created_at_us, epoch_us(w.updated_at) as updated_at_us
  from organisation o
  join award w on w.organisation_id = o.id
  join fund f on f.id = w.fund_id
  join programme p on p.id = w.programme_id
