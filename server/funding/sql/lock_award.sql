-- The lock alone: a statement that waited for it would join the other tables as they were before.
select from organisation o join award w on w.organisation_id = o.id and w.id = $1::uuid
   for no key update of w
