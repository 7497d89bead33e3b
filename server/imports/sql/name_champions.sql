-- Champions by the names that files use for them; of the rows being imported, all are there by now.
create temp table named_champions on commit drop as
select c.external_id, o.code as organisation, c.organisation_id, c.id
  from champion c join organisation o on o.id = c.organisation_id
 where c.external_id is not null;
create index on named_champions (external_id);
analyze named_champions;
