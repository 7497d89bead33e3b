-- The lock alone: a statement that waited for it would join the readings as they were before.
select from measure where id = $1::uuid for no key update
