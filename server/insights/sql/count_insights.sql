-- $1 from, $2 to, $3 the label of the group or null, $4 organisation, $5 programme, $6 how many groups at most. Each
-- organisation's insights are found by their days; withdrawn ones do not count. The row of the total comes first.
with heard as materialized (
  select g.key, g.label, i.state, i.kind
    from organisation o
   cross join lateral (
          select i.* from insight i
           where i.organisation_id = o.id and i.heard_on between $1::date and $2::date offset 0) i
   cross join lateral (
          select case $3 when 'THEME' then i.theme_key when 'COMMUNITY' then coalesce(i.community_key, '')
                         when 'KIND' then i.kind::text when 'TOPIC' then coalesce(i.topic::text, '')
                         when 'WARD' then coalesce(i.ward, '') when 'ORGANISATION' then o.code end as key,
                 case $3 when 'THEME' then i.theme when 'COMMUNITY' then i.community end as label) g
   where i.state <> 'WITHDRAWN' and ($4::text is null or o.code = $4)
     and ($5::text is null or i.programme_id = (select id from programme where code = $5))
), counted as (
  select grouping(key) as is_total, key, mode() within group (order by label) as label, count(*) as insights,
         count(*) filter (where state = 'ANSWERED') as answered,
         count(*) filter (where kind = 'BARRIER') as barriers,
         count(*) filter (where kind = 'QUESTION') as questions,
         count(*) filter (where kind = 'IDEA') as ideas
    from heard
   group by grouping sets ((), (key))
)
select is_total, coalesce(label, key) as label, insights, answered, barriers, questions, ideas,
       count(*) filter (where is_total = 0) over () as groups
  from counted
 where is_total = 1 or $3 is not null
 order by is_total desc, insights desc, key
 limit $6::int + 1
