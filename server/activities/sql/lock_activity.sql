-- The lock alone: a statement that waited for it would join the other tables as they were before.
select from organisation o join activity a on a.organisation_id = o.id and a.id = $1::uuid
   for no key update of a
