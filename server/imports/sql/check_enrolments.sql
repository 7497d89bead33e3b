-- Champions that are not there, or stand in several organisations.
select s.line, case when n.matches > 1 then 'organisation' else 'champion' end as column_name,
       case when n.matches > 1
            then format('is empty, and champion ''%s'' stands in several organisations (%s): expected the code of one',
                        s.champion, n.organisations)
            else format('is ''%s'': there is no such champion%s; expected the external_id of one',
                        s.champion, coalesce(' in organisation ''' || s.organisation || '''', '')) end as message
  from stage_enrolments s
 cross join lateral (
        select count(*) as matches, string_agg(c.organisation, ', ' order by c.organisation) as organisations
          from named_champions c
         where c.external_id = s.champion and (s.organisation is null or c.organisation = s.organisation)) n
 where s.champion is not null and n.matches <> 1
   and (n.matches > 1
        or not exists (select from stage_champions x
                        where x.external_id = s.champion
                          and (s.organisation is null or x.organisation = s.organisation)))
 order by s.line
