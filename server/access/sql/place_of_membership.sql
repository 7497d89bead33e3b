select (select o.id from organisation o where o.code = $1) as organisation_id,
       (select p.id from programme p where p.code = $2) as programme_id
