select r.id, c.code as course, r.course_id, epoch_us(r.starts_at) as starts_at_us,
       epoch_us(r.ends_at) as ends_at_us, (r.starts_at at time zone 'Europe/London')::date as day,
       r.venue, r.capacity, r.state, r.version,
       epoch_us(r.created_at) as created_at_us, epoch_us(r.updated_at) as updated_at_us
  from course_run r join course c on c.id = r.course_id
 where r.id = $1::uuid
