select coalesce(array_agg(g.code order by g.code), '{}') as missing
  from unnest($1::text[]) g (code)
 where not exists (select from programme p where p.code = g.code)
