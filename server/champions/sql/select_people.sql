select p.organisation_id, p.champion_id
  from organisation o join champion_person p on p.organisation_id = o.id
