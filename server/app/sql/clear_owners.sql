-- Owners of personal data that was written before it was sealed: they have no key yet.
select o.organisation_id, o.owner_id, o.is_note
  from (select organisation_id, champion_id as owner_id, false as is_note from champion_person
        union
        select organisation_id, champion_id, false from champion_equality
        union
        select organisation_id, reach_id, true from reach_note
        union
        select organisation_id, record_id::uuid, kind = 'reach_note' from personal_history
         where kind in ('champion_person', 'champion_equality', 'reach_note')) o
 where not exists (select from keyring.data_key k
                    where k.organisation_id = o.organisation_id and k.owner_id = o.owner_id)
 limit 500
