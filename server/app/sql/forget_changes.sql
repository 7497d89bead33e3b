-- The oldest changes, up to the first that is still kept, and the number up to which they are gone.
with oldest as (
  select number, changed_at from record_change order by number limit 5000
), kept as (
  select min(number) as number from oldest
   where changed_at >= clock_timestamp() - make_interval(days => $1::int)
), gone as (
  select o.number from oldest o, kept where kept.number is null or o.number < kept.number
), floor as (
  update change_floor f set number = g.number from (select max(number) as number from gone) g where g.number > f.number
)
delete from record_change where number = any (array(select number from gone))
