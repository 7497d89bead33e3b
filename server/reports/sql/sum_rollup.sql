select question, now_us, snapshot, is_total, in_quarter, organisation, programme, recruited, trained, reached, new_people,
       signposted, impressions, activities, awarded_pence, paid_pence
  from sum_rollup($1::int[], $2::boolean, $3::int, $4::date[], $5::boolean[], $6::boolean[], $7::text[], $8::text[],
                  $9::text[])
