-- What the filters name: the organisations that the caller may see among them, and the programmes
-- ({} where the filter names none, {-1} where it names none that exists).
-- Also makes the transaction keep its plans: one over many organisations takes longer to make than
-- to run. And walk indexes in their order: thinking that few entries are left after all conditions,
-- the planner would gather those of a whole organisation and sort them; and a plan that is made while
-- there are few would read them all, and be kept when there are many.
select coalesce(array_agg(o.id order by o.id) filter (where o.id is not null), '{}') as organisations,
       (select case when $2::text[] = '{}' then '{}' else coalesce(array_agg(p.id order by p.id), '{-1}') end
          from programme_name p where p.code = any ($2::text[])) as programmes
  from set_config('plan_cache_mode', 'force_generic_plan', true) keep,
       set_config('enable_bitmapscan', 'off', true) walk, set_config('enable_sort', 'off', true) merge,
       set_config('enable_seqscan', 'off', true) find, set_config('enable_hashjoin', 'off', true) each,
       set_config('enable_mergejoin', 'off', true) alone
  left join organisation_name o on $1::text[] = '{}' or o.code = any ($1::text[])
