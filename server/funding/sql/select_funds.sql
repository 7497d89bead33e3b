select f.id, f.code, f.name, f.budget_pence, f.starts_on, f.ends_on, f.version,
       (select coalesce(sum(w.amount_pence), 0)::bigint
          from award w where w.fund_id = f.id and w.state <> 'WITHDRAWN') as awarded_pence,
       epoch_us(f.created_at) as created_at_us, epoch_us(f.updated_at) as updated_at_us
  from fund f
