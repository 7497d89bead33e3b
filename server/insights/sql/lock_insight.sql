-- The lock alone: a statement that waited for it would join the other tables as they were before.
select from organisation o join insight i on i.organisation_id = o.id and i.id = $1::uuid
   for no key update of i
