-- Between two numbers, in order: of these kinds and, where given, of these organisations.
select c.number, c.kind, coalesce(c.code, c.record_id::text) as record, o.code as organisation, c.action, c.version,
       epoch_us(c.changed_at) as changed_at_us
  from (select * from record_change r
         where r.number > $1::bigint and r.number <= $2::bigint
           and r.kind = any ($3::change_kind[]) and ($4::int[] is null or r.organisation_id = any ($4::int[]))
         order by r.number
         limit $5::int) c
  left join organisation_name o on o.id = c.organisation_id
 order by c.number
