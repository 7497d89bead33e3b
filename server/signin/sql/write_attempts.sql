update sign_in_attempt a
   set failures = c.failures, last_at = from_epoch_us(c.last_at_us), locked_until = from_epoch_us(nullif(c.locked_until_us, 0))
  from unnest($1::sign_in_counter[], $2::text[], $3::int[], $4::bigint[], $5::bigint[])
       as c (counter, subject, failures, last_at_us, locked_until_us)
 where a.counter = c.counter and a.subject = decode(c.subject, 'hex')
