-- Before the rights of a champion change: no other statement then records anything of them meanwhile (0021).
select c.organisation_id
  from organisation o
  join champion c on c.organisation_id = o.id
 where c.id = $1::uuid
   for update of c
