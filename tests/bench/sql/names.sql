-- Organisations, programmes and activities. :organisations and :programmes are comma-separated codes.
insert into organisation (code, name, communities)
select code, 'Community organisation ' || n, '{All communities}'
  from unnest(string_to_array(:'organisations', ',')) with ordinality as c (code, n) order by n;
insert into programme (code, name, state, starts_on)
select code, 'Programme ' || n, 'ACTIVE', :'first_day'::date
  from unnest(string_to_array(:'programmes', ',')) with ordinality as c (code, n) order by n;
insert into activity (organisation_id, external_id, programme_id, name, kind, starts_at, ward)
select o.id, 'A' || n, (select id from programme order by id offset n % 6 limit 1), 'Session ' || n, 'DROP_IN',
       :'first_day'::date + (n * 50) * interval '1 day' + interval '18 hours', 'E05013543'
  from organisation o, generate_series(1, 10) n order by o.id, n;
select set_config('app.everything', 'on', true);
select post_activities(array(select id from activity));
