-- Equality answers are read one by one by the person's own organisation alone. Who sees every organisation gets them
-- as counts; what has to read them for another reason (a change, an import, a disclosure to the person, an erasure)
-- says so first, by app.equality (server/champions/sql/open_equality.sql).
create policy own_answers on champion_equality as restrictive for select using (
  (select current_setting('app.everything', true) is distinct from 'on')
  or (select current_setting('app.equality', true) = 'on'));
create policy own_answers on personal_history as restrictive for select using (
  kind <> 'champion_equality'
  or (select current_setting('app.everything', true) is distinct from 'on')
  or (select current_setting('app.equality', true) = 'on'));
