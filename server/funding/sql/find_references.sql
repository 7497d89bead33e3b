select (select id from organisation where code = $1) as organisation_id,
       (select id from fund where code = $2) as fund_id,
       (select id from programme where code = $3) as programme_id
