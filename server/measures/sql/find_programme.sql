-- By its code; by its name where no code is that and one programme has it.
select min(id) as id, min(code) as code, min(name) as name
  from programme
 where code = $1 or (lower(name) = lower($1) and not exists (select from programme where code = $1))
having count(*) = 1
