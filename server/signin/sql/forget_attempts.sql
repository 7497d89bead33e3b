-- A few each time, as many as one sign-in can add and more.
delete from sign_in_attempt
 where (counter, subject) in (
   select counter, subject from sign_in_attempt
    where last_at < clock_timestamp() - interval '1 day' and coalesce(locked_until < clock_timestamp(), true)
    order by last_at
    limit 10
      for update skip locked)
