-- All champions of the programmes in one go; whoever is enrolled twice is there once.
select post_champions(array(
  select distinct e.champion_id
    from organisation o join enrolment e on e.organisation_id = o.id
   where e.programme_id = any ($1::int[])))
