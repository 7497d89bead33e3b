-- The organisations that a list is made of: all that the caller may see, or the one named, if seen.
-- Also makes the transaction keep its plans, and walk indexes in their order (ADR 6).
select o.id
  from set_config('plan_cache_mode', 'force_generic_plan', true) keep,
       set_config('enable_bitmapscan', 'off', true) walk,
       organisation o
 where $1::text = '' or o.code = $1::text
 order by o.id
