-- In one order, so that no two sign-ins wait for each other.
select a.counter, encode(a.subject, 'hex') as subject, a.failures, epoch_us(a.last_at) as last_at_us,
       a.locked_until is not null as was_locked, epoch_us(a.locked_until) as locked_until_us,
       epoch_us(clock_timestamp()) as now_us
  from sign_in_attempt a
 where (a.counter, a.subject) in (select c.counter, decode(c.subject, 'hex')
                                    from unnest($1::sign_in_counter[], $2::text[]) as c (counter, subject))
 order by a.counter, a.subject
   for update
