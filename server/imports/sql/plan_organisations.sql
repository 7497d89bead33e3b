create temp table plan_organisations on commit drop as
select *, not is_new and (name, identifier, communities) is distinct from (was_name, was_identifier, was_communities)
          as is_changed
  from (select s.line, s.bad, o.id, s.code, s.name, o.name as was_name, o.identifier as was_identifier,
               o.communities as was_communities, o.id is null as is_new,
               case when (select import_has('identifier')) then s.identifier else o.identifier end as identifier,
               case when (select import_has('communities')) then coalesce(s.communities, '{}')
                    else coalesce(o.communities, '{}') end as communities
          from stage_organisations s left join organisation o on o.code = s.code
         where not s.bad) x
