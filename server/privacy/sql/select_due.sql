select d.duty, d.id, d.code, d.subject, d.due_on, epoch_us(d.due_at) as due_at_us
  from (select 'REVIEW' as duty, a.id, a.code, a.name as subject, a.review_due_on as due_on,
               null::timestamptz as due_at,
               (a.review_due_on + 1)::timestamp at time zone 'Europe/London' as runs_out_at
          from processing_activity a
         where a.review_due_on is not null
        union all
        select 'NOTIFY', b.id, null, b.risk::text, (b.due_at at time zone 'Europe/London')::date, b.due_at, b.due_at
          from breach b
         where b.clock_runs
        union all
        select case r.kind when 'COMPLAINT' then 'ACKNOWLEDGE' else 'ANSWER' end, r.id, null, r.kind::text, r.due_on,
               null, (r.due_on + 1)::timestamp at time zone 'Europe/London'
          from subject_request r
         where r.clock_runs) d
