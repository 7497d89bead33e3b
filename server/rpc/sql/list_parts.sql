-- The organisations that a list is made of: all that the caller may see, or the one named, if seen.
-- Also makes the transaction keep its plans, and find rows by indexes (ADR 6): a plan
-- that is made while there are few would read them all, and be kept when there are many.
select o.id
  from set_config('plan_cache_mode', 'force_generic_plan', true) keep,
       set_config('enable_bitmapscan', 'off', true) walk, set_config('enable_seqscan', 'off', true) find,
       set_config('enable_hashjoin', 'off', true) each, set_config('enable_mergejoin', 'off', true) alone,
       organisation o
 where $1::text = '' or o.code = $1::text
 order by o.id
