select 'organisation' as kind, code, name from organisation
union all
select 'programme', code, name from programme
