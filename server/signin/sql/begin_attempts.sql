insert into sign_in_attempt (counter, subject)
select c.counter, decode(c.subject, 'hex')
  from unnest($1::sign_in_counter[], $2::text[]) as c (counter, subject)
 order by c.counter, c.subject
on conflict do nothing
