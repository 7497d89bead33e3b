-- The partnership's performance measures and its budget. Neither belongs to an organisation, and
-- neither is ever counted in the ledger: what a paper printed is compared with what is counted.

create type measure_direction as enum ('HIGHER', 'LOWER');
create type measure_target_kind as enum ('ABSOLUTE', 'RELATIVE', 'PERCENTAGE_POINTS');
create type measure_status as enum ('MET', 'PARTIALLY_MET', 'NOT_MET', 'NOT_AVAILABLE',
                                    'BASELINE_PENDING', 'TARGET_PENDING');

-- A measure, or a part of one: parts have their number in common, and with it objective and name.
-- Decimal numbers are whole thousandths, so that they are exact.
create table measure (
  id uuid primary key default new_id(),
  number int not null check (number > 0),
  part text not null default '',
  objective text not null,
  name text not null,
  unit text not null,
  better measure_direction,
  target_kind measure_target_kind,
  target_thousandths bigint,
  target_text text,
  baseline_thousandths bigint,
  baseline_text text,
  commentary text,
  printed_change_percent text,          -- as printed: `-16.0` is not `-16`
  printed_status text,
  override_status measure_status,
  override_reason text,
  override_key uuid,
  override_user uuid,
  overridden_at timestamptz,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint measure_number_key unique (number, part),
  constraint measure_target_check check ((target_kind is null) = (target_thousandths is null)),
  constraint measure_override_check check
    ((override_status is null) = (override_reason is null)
     and (override_status is null) = (overridden_at is null))
);
create index measure_objective on measure (objective, id);
grant select, insert, update on measure to champions_app;
grant select on measure to champions_reader;
select with_history('measure', 'record_history', 'id', '');

-- What was measured on a day. Appended, never changed: a correction is a new version of the day,
-- and a version without a value takes the reading back.
create table measure_reading (
  measure_id uuid not null references measure (id),
  as_at date not null,
  version int not null,
  value_thousandths bigint,
  note text,
  key_id uuid not null,
  user_id uuid,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (measure_id, as_at, version)
);
grant select, insert on measure_reading to champions_app;
grant select on measure_reading to champions_reader;
create trigger append_only before update or delete or truncate on measure_reading
  for each statement execute function refuse_change();

-- The readings as they stand: the newest version of each day, where it has a value.
create view measure_reading_standing with (security_invoker = true) as
  select r.measure_id, r.as_at, r.value_thousandths
    from measure_reading r
   where r.value_thousandths is not null
     and not exists (select from measure_reading n
                      where n.measure_id = r.measure_id and n.as_at = r.as_at and n.version > r.version);
grant select on measure_reading_standing to champions_app, champions_reader;

-- Figures of a programme, or (null) of all together, as a paper printed them; null where it did not.
create table printed_headline (
  id uuid primary key default new_id(),
  programme_id int references programme (id),
  as_at date not null,
  recruited_to_date bigint,
  trained_to_date bigint,
  reached_to_date bigint,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint printed_headline_key unique nulls not distinct (programme_id, as_at)
);
create index printed_headline_as_at on printed_headline (as_at, id);
grant select, insert, update on printed_headline to champions_app;
grant select on printed_headline to champions_reader;
select with_history('printed_headline', 'record_history', 'id', '');

create type budget_line_kind as enum ('CONTRIBUTION', 'CARRY_FORWARD', 'COMMITMENT', 'SPEND');
create type budget_line_state as enum ('ACTIVE', 'VOIDED');

create table budget_line (
  id uuid primary key default new_id(),
  year text not null check (year ~ '^\d{4}-\d{2}$'),
  kind budget_line_kind not null,
  name text not null,
  amount_pence bigint not null check (amount_pence >= 0 or kind = 'CARRY_FORWARD'),
  note text,
  state budget_line_state not null default 'ACTIVE',
  void_reason text,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create unique index budget_line_key on budget_line (year, kind, name) where state = 'ACTIVE';
create index budget_line_year on budget_line (year, id);
grant select, insert, update on budget_line to champions_app;
grant select on budget_line to champions_reader;
select with_history('budget_line', 'record_history', 'id', '');

-- The total that a paper printed for a year: compared with the sum of the lines, never part of one.
create table printed_budget_total (
  year text primary key check (year ~ '^\d{4}-\d{2}$'),
  name text not null,
  amount_pence bigint not null,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
grant select, insert, update on printed_budget_total to champions_app;
grant select on printed_budget_total to champions_reader;
select with_history('printed_budget_total', 'record_history', 'year', '');
