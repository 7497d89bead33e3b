-- How long each class of record is kept (UK GDPR Article 5(1)(e)). Nothing goes by itself: somebody looks at what is
-- due and runs it. docs/privacy.md.
create table retention_rule (
  class text primary key,
  keep_months int not null default 0,    -- 0: for ever
  version int not null default 1,
  import_id uuid,
  updated_at timestamptz not null default clock_timestamp(),
  constraint retention_rule_months_check check (keep_months = 0 or keep_months between 2 and 1200)
);
insert into retention_rule (class) values ('FORMER_CHAMPIONS'), ('UNSUCCESSFUL_ENQUIRIES'), ('REACH_NOTES'),
  ('FORMER_USERS');
grant select, update on retention_rule to champions_app;
grant select on retention_rule to champions_reader;
select with_history('retention_rule', 'record_history', 'class', '');

create index champion_retention_left on champion (left_on, id) where state = 'LEFT';
create index champion_retention_enquiry on champion (updated_at, id)
  where state in ('ENQUIRED', 'APPLIED', 'DECLINED', 'WITHDRAWN');
create index access_user_retention on access_user (updated_at, id) where state = 'DISABLED';
