-- Notes of reach up to $1, unless the person who reached is held.
select n.organisation_id, n.reach_id as object, r.occurred_on as since,
       exists (select from champion_hold h where h.organisation_id = r.organisation_id
                and h.champion_id = r.champion_id and h.released_at is null)
       or exists (select from champion_restriction x where x.organisation_id = r.organisation_id
                   and x.champion_id = r.champion_id and x.lifted_at is null) as held
  from organisation o
  join reach r on r.organisation_id = o.id and r.occurred_on <= $1::date
  join reach_note n on n.organisation_id = r.organisation_id and n.reach_id = r.id
