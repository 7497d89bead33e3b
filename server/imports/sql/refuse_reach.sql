-- Notes of restricted people are as they are.
select p.line, 'note' as column_name,
       'would change, and the champion is restricted (UK GDPR Article 18): expected what is stored, or the row left out' as message
  from plan_reach p
 where p.note_changed
   and exists (select from champion_restriction r
                where r.organisation_id = p.organisation_id and r.champion_id in (p.champion_id, p.was_champion_id)
                  and r.lifted_at is null)
 order by 1
