-- Nothing new is recorded of restricted people.
select p.line, 'champion' as column_name,
       format('is ''%s'', who is restricted (UK GDPR Article 18): expected what is stored, or the row left out', p.champion)
         as message
  from plan_enrolments p
 where (p.is_new or p.is_changed)
   and exists (select from champion_restriction r
                where r.organisation_id = p.organisation_id and r.champion_id = p.champion_id and r.lifted_at is null)
 order by 1
