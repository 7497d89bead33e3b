// The second wall: what the database itself keeps apart, whatever the server asks for. Tables are
// found in the catalogue, so that a new one is held to the same rules without being named here.
#include "support/test_server.h"
#include "support/world.h"

namespace champions::test {
namespace {

class WallsTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    world_ = MakeWorld([this](const std::string& statements) { Sql(statements); });
    own_ = IdOf(kOwn);
    foreign_ = IdOf(kForeign);
    connection_ = std::make_unique<pqxx::connection>("host=" + config_.database_host +
                                                     " user=champions_app dbname=" + database);
    for (const auto& row : Sql("select c.oid::regclass::text from pg_class c join pg_attribute a "
                               "on a.attrelid = c.oid and a.attname = 'organisation_id' "
                               "where c.relkind in ('r', 'p') and not a.attisdropped "
                               "and c.relnamespace in ('public'::regnamespace, "
                               "'keyring'::regnamespace) order by 1")) {
      tables_.emplace_back(row[0].c_str());
    }
    for (const auto& row : Sql("select polrelid::regclass::text from pg_policy "
                               "where polname = 'personal' order by 1")) {
      personal_.emplace_back(row[0].c_str());
    }
  }
  void TearDown() override {
    connection_.reset();
    ServerTest::TearDown();
  }

  std::string IdOf(const std::string& code) {
    return SqlValue("select id from organisation where code = '" + code + "'");
  }

  // Runs a statement of the application's role in the context of its own organisation, of which the
  // caller is safeguarding lead (or in none, or without personal data), and takes it back. Gives
  // the value of the first row, or the SQLSTATE of the error.
  std::string Try(const std::string& statement, bool personal = true, bool context = true) {
    return Run(context ? "select begin_as(array[" + own_ + "], false, " +
                             (personal ? "true" : "false") + ", 10000), open_cases()"
                       : "select",
               statement);
  }
  // The same of others than leads: in the context of its own organisation, or of all of them.
  std::string TryWithoutLead(const std::string& statement, bool everything = false) {
    return Run(everything ? "select begin_as('{}', true, true, 10000)"
                          : "select begin_as(array[" + own_ + "], false, true, 10000)",
               statement);
  }
  std::string Run(const std::string& context, const std::string& statement) {
    pqxx::work work(*connection_);
    work.exec(context);
    try {
      auto result = work.exec(statement);
      if (result.columns() == 0) return std::to_string(result.affected_rows());
      return result.empty() ? "" : result[0][0].c_str();
    } catch (const pqxx::insufficient_privilege&) {
      return "42501";  // libpqxx 6 leaves its SQLSTATE out
    } catch (const pqxx::sql_error& error) {
      return error.sqlstate();
    }
  }

  std::string Count(const std::string& table, const std::string& organisation) {
    return "select count(*) from " + table + " where organisation_id = " + organisation;
  }

  // Whether who sees every organisation sees equality answers, or earlier ones, without asking.
  bool SeesOthersAnswers(const std::string& table) {
    pqxx::work work(*connection_);
    work.exec("select begin_as('{}', true, true, 10000)");
    std::string where = table == "champion_equality" ? "" : " where kind = 'champion_equality'";
    return work.exec("select count(*) from " + table + where)[0][0].as<int>() > 0;
  }

  // What who manages a programme that nothing belongs to does as the server on their behalf: the
  // value of the first row, or how many rows were touched.
  std::string TryOfProgramme(const std::string& statement, const std::string& whole = "'{}'") {
    pqxx::work work(*connection_);
    work.exec(
        "select begin_as('{}', true, true, 10000), set_config('app.equality', 'on', true), "
        "set_config('app.safeguarding', 'on', true)");
    work.exec("select narrow_programmes(array[-1], " + whole + ")");
    auto result = work.exec(statement);
    if (result.columns() == 0) return std::to_string(result.affected_rows());
    return result[0][0].c_str();
  }
  // Whether such a one reaches a table's rows.
  bool ReachesBeyondProgrammes(const std::string& table) {
    return TryOfProgramme(table == "programme" ? "update programme set name = name"
                                               : "select count(*) from " + table) != "0";
  }

  // What is wrong with the walls around one table.
  std::vector<std::string> Complaints(const std::string& table) {
    std::vector<std::string> complaints;
    auto expect = [&](bool good, const std::string& what) {
      if (!good) complaints.push_back(table + ": " + what);
    };
    auto flags = SqlValue(
        "select relrowsecurity and relforcerowsecurity from pg_class "
        "where oid = '" +
        table + "'::regclass");
    expect(flags == "t", "row-level security is not forced");
    bool both = SqlValue(Count(table, own_)) != "0" && SqlValue(Count(table, foreign_)) != "0";
    expect(both, "support/world.cc makes no row of it for both organisations");
    auto seen = Try(Count(table, own_));
    expect(seen != "0" && seen.size() < 5, "own rows are not seen: " + seen);
    expect(Try(Count(table, foreign_)) == "0", "foreign rows are seen");
    expect(Try(Count(table, own_), true, false) == "0", "rows are seen without a context");
    // 42501: no privilege, or a new row breaks the policy.
    auto updated = Try("update " + table +
                       " set organisation_id = organisation_id where "
                       "organisation_id = " +
                       foreign_);
    expect(updated == "0" || updated == "42501", "foreign rows are updated: " + updated);
    auto deleted = Try("delete from " + table + " where organisation_id = " + foreign_);
    expect(deleted == "0" || deleted == "42501", "foreign rows are deleted: " + deleted);
    auto moved = Try("update " + table + " set organisation_id = " + foreign_ +
                     " where organisation_id = " + own_);
    expect(moved == "42501", "own rows are given away: " + moved);
    auto inserted =
        Try("insert into " + table +
            " overriding system value "
            "select (jsonb_populate_record(null::" +
            table +
            ", to_jsonb(t) || "
            "'{\"organisation_id\": " +
            foreign_ + "}')).* from " + table + " t where organisation_id = " + own_ + " limit 1");
    expect(inserted == "42501", "foreign rows are written: " + inserted);
    return complaints;
  }

  // Whether a table of people shows rows of one who is restricted.
  bool ShowsTheRestricted(const std::string& table) {
    auto champion = "'" + world_.own.at("Champion") + "'";
    Sql("update champion_restriction set lifted_at = null where champion_id = " + champion +
        "; update reach set champion_id = " + champion + " where id = '" + world_.own.at("Reach") +
        "'");
    std::string of = table == "reach_note" ? "" : " and champion_id = " + champion;
    bool shows = Try(Count(table, own_) + of) != "0";
    Sql("update champion_restriction set lifted_at = now() where champion_id = " + champion +
        "; update reach set champion_id = null where id = '" + world_.own.at("Reach") + "'");
    return shows;
  }

  // Whether a data key is stored that an instance key has wrapped which nobody knows.
  bool TakesAnUnknownKey(const std::string& table) {
    std::string owner = table == "keyring.data_key" ? own_ : "gen_random_uuid()";
    return Try("insert into " + table + " select " + owner + ", gen_random_uuid(), 'unknown:x'") !=
           "42501";
  }

  World world_;
  std::string own_, foreign_;  // ids
  std::vector<std::string> tables_, personal_;
  std::unique_ptr<pqxx::connection> connection_;
};

// Shows that every table of an organisation shows no foreign row, writes none, and gives none away.
TEST_F(WallsTest, EveryTableHidesForeignRows) {
  EXPECT_GE(tables_.size(), 16u);
  for (const auto& table : tables_) {
    for (const auto& complaint : Complaints(table)) ADD_FAILURE() << complaint;
  }
  EXPECT_EQ(Try("select count(*) from organisation"), "1");
  EXPECT_EQ(Try("select code from organisation"), kOwn);
  EXPECT_EQ(SqlValue("select relforcerowsecurity from pg_class where relname = 'organisation'"),
            "t");
}

// Shows that the check above notices a wall that is gone: a policy dropped, one too wide added,
// row-level security switched off or not forced. Of a table that no trigger guards beside them: who
// may write no change of the feed writes no record of reach either.
TEST_F(WallsTest, AMissingWallIsNoticed) {
  for (const char* hole : {"drop policy own_organisation on champion_hold",
                           "create policy hole on champion_hold using (true)",
                           "create policy hole on champion_hold for insert with check (true)",
                           "alter table champion_hold disable row level security",
                           "alter table champion_hold no force row level security"}) {
    ASSERT_TRUE(Complaints("champion_hold").empty()) << Complaints("champion_hold").front();
    Sql(hole);
    EXPECT_FALSE(Complaints("champion_hold").empty()) << hole;
    Sql("drop policy if exists hole on champion_hold; drop policy if exists own_organisation on "
        "champion_hold; "
        "select protect('champion_hold', 'organisation_id', false)");
  }
}

// Shows that every single policy is missed when it lets everything through, by what is asked of
// tables in general: that none could be weakened without one of these tests failing.
TEST_F(WallsTest, EveryPolicyMatters) {
  Sql("update champion_equality set gender = '9', version = version + 1");  // so that there are
                                                                            // earlier answers
  Sql("insert into former_name (kind, id, code) values ('organisation', " + foreign_ + ", 'GONE')");
  auto policies =
      Sql("select polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid), "
          "pg_get_expr(polwithcheck, polrelid) from pg_policy order by 1, 2");
  EXPECT_GE(policies.size(), 30u);
  for (const auto& policy : policies) {
    std::string table = policy[0].c_str(), name = policy[1].c_str();
    // Lets everything through already: without it `key_in_force` beside it would let nothing.
    if (name == "any_call") continue;
    auto set = [&](const std::string& qual, const std::string& check) {
      Sql("alter policy " + name + " on " + table +
          (policy[2].is_null() ? "" : " using (" + qual + ")") +
          (policy[3].is_null() ? "" : " with check (" + check + ")"));
    };
    auto is_noticed = [&] {
      if (name == "key_in_force") return TakesAnUnknownKey(table);
      if (name == "own_answers") return SeesOthersAnswers(table);
      if (name == "one_programme") return ReachesBeyondProgrammes(table);
      if (name == "restricted") return ShowsTheRestricted(table);
      if (name == "safeguarding") return TryWithoutLead(Count(table, own_)) != "0";
      // Reads no column, so that it does not meet the policy of reading.
      if (name == "safeguarding_change") {
        return TryWithoutLead("update " + table + " set version = 7") != "0";
      }
      if (name == "personal") return Try(Count(table, own_), false) != "0";
      if (table == "organisation") return Try("select count(*) from organisation") != "1";
      if (table == "former_name") return Try("select count(*) from former_name") != "0";
      return !Complaints(table).empty();
    };
    EXPECT_FALSE(is_noticed()) << table << "." << name;
    set("true", "true");
    EXPECT_TRUE(is_noticed()) << table << "." << name;
    set(policy[2].is_null() ? "" : policy[2].c_str(), policy[3].is_null() ? "" : policy[3].c_str());
  }
}

// Shows that every table with walls has one for managers of one programme too, but for those that
// have to be read whoever writes; that they may otherwise what the server may; and that an
// organisation that they see as a whole is not hidden.
TEST_F(WallsTest, EveryTableHidesWhatIsOfOtherProgrammes) {
  const std::set<std::string> open = {"organisation",         // names
                                      "former_name",          //
                                      "organisation_return",  // whether a quarter is closed
                                      "keyring.answer_key"};  // of the caller's own requests
  std::set<std::string> missing;
  for (const auto& row :
       Sql("select c.oid::regclass::text from pg_class c where c.relrowsecurity and not exists ("
           "select from pg_policy p where p.polrelid = c.oid and p.polname = 'one_programme' and "
           "not p.polpermissive and p.polroles = array['champions_programme'::regrole::oid])")) {
    missing.insert(row[0].c_str());
  }
  EXPECT_EQ(missing, open);
  const std::string grants =
      "select string_agg(c.oid::regclass || ' ' || a.privilege_type, ',' order by "
      "c.oid::regclass::text, a.privilege_type) from pg_class c, aclexplode(c.relacl) a where "
      "a.grantee = ";
  EXPECT_EQ(SqlValue(grants + "'champions_programme'::regrole"),
            SqlValue(grants + "'champions_app'::regrole and c.relkind <> 'S'"));
  EXPECT_EQ(SqlValue("select rolsuper or rolbypassrls or rolcanlogin from pg_roles where rolname "
                     "= 'champions_programme'"),
            "f");
  EXPECT_EQ(TryOfProgramme("select count(*) from reach", "array[" + own_ + "]"), "1");
  EXPECT_EQ(Try("select current_user"), "champions_app");
}

// Shows that personal data of some organisations alone can be seen.
TEST_F(WallsTest, PersonalDataOfSomeOrganisations) {
  for (const auto& table : personal_) {
    pqxx::work work(*connection_);
    work.exec("select begin_as('{}', true, true, 10000), set_config('app.equality', 'on', true)");
    work.exec("select narrow_personal(array[" + own_ + "])");
    EXPECT_NE(work.exec(Count(table, own_))[0][0].as<int>(), 0) << table;
    EXPECT_EQ(work.exec(Count(table, foreign_))[0][0].as<int>(), 0) << table;
  }
}

// Shows that safeguarding cases are read and changed by the leads of their organisation alone:
// whoever else there is can raise one and nothing more, whoever sees everything sees none of them
// and cannot be made a lead, and leads change what they may and take nothing back.
TEST_F(WallsTest, CasesAreOfLeadsAlone) {
  const std::string insert_case =
      "insert into safeguarding_case (organisation_id, id, kind, noticed_on, account, key_id) "
      "values (" +
      own_ + ", new_id(), 'CONDUCT', '2024-04-01', 'x', new_id())";
  const std::string insert_note =
      "insert into safeguarding_case_note (organisation_id, case_id, text, key_id) values (" +
      own_ + ", '" + world_.own.at("Case") + "', 'x', new_id())";
  for (const std::string table : {"safeguarding_case", "safeguarding_case_note"}) {
    const std::string count = "select count(*) from " + table;
    EXPECT_EQ(Try(count), "1") << table;
    EXPECT_EQ(TryWithoutLead(count), "0") << table;
    EXPECT_EQ(TryWithoutLead(count, true), "0") << table;
    EXPECT_EQ(Run("select begin_as('{}', true, true, 10000), open_cases()", count), "0") << table;
    EXPECT_EQ(TryOfProgramme(count), "0") << table;
    EXPECT_EQ(TryOfProgramme(count, "array[" + own_ + "]"), "0") << table;
    EXPECT_EQ(Try("delete from " + table), "42501") << table;
    EXPECT_EQ(SqlValue("select has_any_column_privilege('champions_reader', '" + table +
                       "', 'select,insert,update,references') or "
                       "has_table_privilege('champions_reader', '" +
                       table + "', 'select,insert,update,delete,truncate')"),
              "f")
        << table;
  }
  for (bool everything : {false, true}) {
    EXPECT_EQ(TryWithoutLead(insert_case, everything), "1");
    EXPECT_EQ(TryWithoutLead(insert_case + " returning id", everything), "42501");
    EXPECT_EQ(TryWithoutLead(insert_note, everything), "42501");
    EXPECT_EQ(TryWithoutLead("update safeguarding_case set version = 7", everything), "0");
  }
  EXPECT_EQ(Try(insert_note), "1");
  EXPECT_EQ(Try("update safeguarding_case set version = 7"), "1");
  EXPECT_EQ(Try("update safeguarding_case set account = 'x'"), "42501");
  EXPECT_EQ(Try("update safeguarding_case_note set text = 'x'"), "42501");
}

// Shows that personal tables show nothing to a transaction without the personal setting.
TEST_F(WallsTest, PersonalTablesNeedThePersonalSetting) {
  std::vector<std::string> expected = {"champion_equality", "champion_person", "keyring.data_key",
                                       "personal_history", "reach_note"};
  EXPECT_EQ(personal_, expected);
  for (const auto& table : personal_) {
    EXPECT_NE(Try(Count(table, own_), true), "0") << table;
    EXPECT_EQ(Try(Count(table, own_), false), "0") << table;
    // Keys are never changed, not even by those who see them.
    bool is_key = table == "keyring.data_key";
    std::string column = is_key ? "wrapped" : "version";
    EXPECT_EQ(Try("update " + table + " set " + column + " = " + column +
                      " where organisation_id = " + own_,
                  false),
              is_key ? "42501" : "0")
        << table;
    EXPECT_EQ(SqlValue("select has_table_privilege('champions_reader', '" + table + "', 'select')"),
              "f")
        << table;
  }
}

// Shows that what is counted and what is audited can be added to and never changed: not by the
// application, and not by the owner of the tables either.
TEST_F(WallsTest, AppendOnlyTablesRefuseChange) {
  for (const char* table : {"ledger_entry", "audit_event"}) {
    for (const std::string& statement :
         {std::string("update ") + table + " set recorded_at = recorded_at",
          std::string("delete from ") + table, std::string("truncate ") + table}) {
      EXPECT_EQ(Try(statement), "42501") << statement;
      try {
        Sql(statement);
        ADD_FAILURE() << "a superuser could: " << statement;
      } catch (const pqxx::sql_error& error) {
        EXPECT_EQ(error.sqlstate(), "23001") << statement;
      }
    }
    EXPECT_NE(Try(Count(table, own_)), "0");
  }
}

// Shows that views look with the caller's eyes, and that the application's role is what it should
// be: no superuser, not past row-level security, and the owner of nothing.
TEST_F(WallsTest, NothingLeadsAroundTheWalls) {
  EXPECT_EQ(
      SqlValue(
          "select string_agg(relname, ' ') from pg_class where relkind in ('v', 'm') "
          "and relnamespace in ('public'::regnamespace, 'keyring'::regnamespace) and not coalesce("
          "reloptions @> '{security_invoker=true}', false)"),
      "");
  // One changes earlier versions and one removes cases, which nobody else may; they see what their
  // caller sees.
  EXPECT_EQ(
      SqlValue("select string_agg(proname, ' ' order by proname) from pg_proc where prosecdef "
               "and pronamespace = 'public'::regnamespace"),
      "erase_champion remove_cases");
  EXPECT_EQ(
      SqlValue("select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles "
               "where rolname = 'champions_app'"),
      "f");
  EXPECT_EQ(SqlValue("select count(*) from pg_class where relowner = 'champions_app'::regrole"),
            "0");
  EXPECT_EQ(SqlValue("select has_schema_privilege('champions_app', 'public', 'create')"), "f");
}

// Shows that a context ends with its transaction: the connection goes back to the pool blind.
TEST_F(WallsTest, AContextEndsWithItsTransaction) {
  {
    pqxx::work work(*connection_);
    work.exec("select begin_as(array[]::int[], true, true, 10000)");
    EXPECT_STREQ(work.exec1("select count(*) from organisation")[0].c_str(), "2");
    work.commit();
  }
  EXPECT_EQ(Try("select count(*) from organisation", true, false), "0");
  EXPECT_EQ(Try("select count(*) from champion_person", true, false), "0");
}

}  // namespace
}  // namespace champions::test
