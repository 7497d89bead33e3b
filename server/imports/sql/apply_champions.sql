-- Of merged champions, all records of the person at once and in the order in which everybody takes them:
-- they are posted together, and no deadlock can come of it.
with person as (
  select m.living_survivor_id as id from plan_champions p join champion_merge m on m.living_duplicate_id = p.id
   where p.core_changed
  union
  select m.living_survivor_id from plan_champions p join champion_merge m on m.living_survivor_id = p.id
   where p.core_changed),
record as (
  select id from person
  union
  select m.living_duplicate_id from person join champion_merge m on m.living_survivor_id = person.id)
select c.id from record r join champion c on c.id = r.id order by c.id for no key update of c;
insert into champion (organisation_id, id, external_id, state, recruited_on, left_on, role, career_goal, import_id)
select organisation_id, id, external_id, state, recruited_on, left_on, role, career_goal, (select import_id())
  from plan_champions where is_new;
update champion c
   set state = p.state, recruited_on = p.recruited_on, left_on = p.left_on, role = p.role,
       career_goal = p.career_goal, version = c.version + 1, import_id = (select import_id()),
       updated_at = clock_timestamp()
  from plan_champions p
 where p.core_changed and c.organisation_id = p.organisation_id and c.id = p.id;
insert into keyring.data_key (organisation_id, owner_id, wrapped)
select organisation_id, id, new_key from plan_champions where new_key is not null and (is_new or is_changed);
insert into champion_person as n (organisation_id, champion_id, given_name, family_name, email, phone,
                                  name_index, email_index, phone_index, import_id)
select organisation_id, id, given_name, family_name, email, phone, name_index, email_index, phone_index, (select import_id())
  from plan_champions where is_new or person_changed
    on conflict (organisation_id, champion_id) do update
   set given_name = excluded.given_name, family_name = excluded.family_name, email = excluded.email,
       phone = excluded.phone, name_index = excluded.name_index, email_index = excluded.email_index,
       phone_index = excluded.phone_index, version = n.version + 1, import_id = excluded.import_id;
insert into champion_equality as q (organisation_id, champion_id, languages, ethnic_category, age_band, gender, import_id)
select organisation_id, id, languages, ethnic_category, age_band, gender, (select import_id())
  from plan_champions where is_new or equality_changed
    on conflict (organisation_id, champion_id) do update
   set languages = excluded.languages, ethnic_category = excluded.ethnic_category,
       age_band = excluded.age_band, gender = excluded.gender, version = q.version + 1,
       import_id = excluded.import_id;
