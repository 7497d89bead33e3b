// Exports that are made by themselves, their links, and reminders of returns.
#include <fstream>
#include <regex>
#include <thread>

#include "auth/authenticator.h"
#include "base/text.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/schedule_service.grpc.pb.h"
#include "db/transaction.h"
#include "reports/export_runner.h"
#include "returns/reminders.h"
#include "support/test_server.h"

namespace champions {
namespace {

using test::Outcome;
using Schedules = v1::ScheduleService::Stub;

struct Mail {
  std::string to, subject, text;
};

class ScheduleTest : public test::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    pool_ = std::make_unique<db::Pool>(
        db::PoolOptions{.connection = config_.ConnectionString(config_.database_user), .size = 4});
    links_ = std::make_unique<reports::ExportLinks>(config_.exports_public_url, "a key");
  }

  static v1::CreateScheduleRequest Monthly(const std::string& code = "BOARD") {
    v1::CreateScheduleRequest request;
    auto* schedule = request.mutable_schedule();
    schedule->set_code(code);
    schedule->set_name("Figures for the board");
    schedule->set_format(v1::REPORT_FORMAT_CSV);
    schedule->set_cadence(v1::CADENCE_MONTHLY);
    schedule->set_first_on("2024-01-31");
    schedule->set_quarter("2024-25-Q2");
    return request;
  }

  Outcome Create(const v1::CreateScheduleRequest& request, const std::string& token = "") {
    created_.Clear();
    return As(token.empty() ? admin : token, &Schedules::CreateSchedule, request, &created_);
  }

  std::vector<v1::ExportJob> Jobs(const std::string& code = "BOARD") {
    v1::ListExportJobsRequest request;
    request.set_schedule(code);
    v1::ListExportJobsResponse response;
    auto outcome = As(admin, &Schedules::ListExportJobs, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return {response.jobs().begin(), response.jobs().end()};
  }

  // As of a server that has a relay.
  reports::ExportRunner Runner() {
    return reports::ExportRunner(
        *pool_, *links_, {},
        {.folder = config_.exports_folder, .public_url = config_.exports_public_url, .mail = true});
  }

  reports::ExportRunner::Done RunDue() {
    return Runner().RunDue(
        [this](const std::string& to, const std::string& subject, const std::string& text) {
          if (refuse_mail_) throw std::runtime_error("the relay is away");
          mails_.push_back({to, subject, text});
        });
  }

  void MakeDue(const std::string& code = "BOARD", const std::string& ago = "1 hour") {
    Sql("update export_schedule set next_at = clock_timestamp() - interval '" + ago +
        "' where code = '" + code + "'");
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::unique_ptr<db::Pool> pool_;
  std::unique_ptr<reports::ExportLinks> links_;
  v1::CreateScheduleResponse created_;
  std::vector<Mail> mails_;
  bool refuse_mail_ = false;
};

// Shows when exports are due, against days counted by hand: at 6 in the morning in London, summer
// and winter, and months that are too short for their day.
TEST_F(ScheduleTest, DueDays) {
  const std::vector<std::vector<std::string>> cases = {
      {"2024-01-31", "MONTHLY", "2024-01-31 05:59+00", "2024-01-31 06:00+00"},
      {"2024-01-31", "MONTHLY", "2024-01-31 06:00+00", "2024-02-29 06:00+00"},
      {"2024-01-31", "MONTHLY", "2024-02-29 06:00+00", "2024-03-31 05:00+00"},
      {"2024-01-31", "MONTHLY", "2024-04-01 00:00+00", "2024-04-30 05:00+00"},
      {"2024-01-31", "MONTHLY", "2039-12-31 23:00+00", "2040-01-31 06:00+00"},
      {"2030-05-01", "DAILY", "2024-04-01 00:00+00", "2030-05-01 05:00+00"},
      {"2024-03-01", "DAILY", "2024-03-30 06:00+00", "2024-03-31 05:00+00"},
      {"2024-03-01", "DAILY", "2030-10-26 05:00+00", "2030-10-27 06:00+00"},
      {"2024-03-04", "WEEKLY", "2024-03-31 05:00+00", "2024-04-01 05:00+00"},
      {"2024-03-04", "WEEKLY", "2034-03-05 00:00+00", "2034-03-06 06:00+00"},
      {"2023-11-30", "QUARTERLY", "2024-01-01 00:00+00", "2024-02-29 06:00+00"},
      {"2023-11-30", "QUARTERLY", "2024-02-29 06:00+00", "2024-05-30 05:00+00"},
      {"2023-11-30", "QUARTERLY", "2054-12-01 06:00+00", "2055-02-28 06:00+00"}};
  for (const auto& one : cases) {
    EXPECT_EQ(SqlValue("select export_due_after('" + one[0] + "', '" + one[1] + "', '" + one[2] +
                       "') = '" + one[3] + "'"),
              "t")
        << one[0] << " " << one[1] << " after " << one[2];
  }
  // And each step is the next of a walk from the first day, for twelve years.
  EXPECT_EQ(SqlValue("select count(*) from unnest(enum_range(null::export_cadence)) c,"
                     " generate_series(timestamptz '2024-01-01', '2036-01-01', '25 hours') t,"
                     " lateral (select export_due_after('2023-08-31', c, t) as due) d"
                     " where due is null or due <= t or export_due_after('2023-08-31', c,"
                     " due - interval '1 microsecond') <> due"),
            "0");
}

// Shows that a schedule is made with its defaults, and refused where something is wrong.
TEST_F(ScheduleTest, MadeAndRefused) {
  ASSERT_TRUE(Create(Monthly()).ok());
  EXPECT_EQ(created_.schedule().edition(), v1::REPORT_EDITION_INTERNAL);
  EXPECT_EQ(created_.schedule().link_days(), 7);
  EXPECT_EQ(created_.schedule().owner(), "Test administrator");
  EXPECT_GT(created_.schedule().next_time().seconds(), std::time(nullptr));
  EXPECT_EQ(Create(Monthly()).code, grpc::ALREADY_EXISTS);

  auto refused = [&](auto change) {
    auto request = Monthly("OTHER");
    change(request.mutable_schedule());
    return Create(request);
  };
  auto policy = refused([](v1::Schedule* s) { s->set_policy("HES-2018"); });
  ASSERT_EQ(policy.fields.size(), 1u) << policy;
  EXPECT_EQ(policy.fields[0].first, "schedule.policy");
  auto unknown = refused([](v1::Schedule* s) {
    s->set_edition(v1::REPORT_EDITION_PUBLIC);
    s->set_policy("MINE");
  });
  ASSERT_EQ(unknown.fields.size(), 1u) << unknown;
  EXPECT_EQ(unknown.fields[0].first, "schedule.policy");
  auto days = refused([](v1::Schedule* s) { s->set_link_days(31); });
  ASSERT_EQ(days.fields.size(), 1u) << days;
  EXPECT_EQ(days.fields[0].first, "schedule.link_days");
  // This server has no relay.
  EXPECT_EQ(refused([](v1::Schedule* s) { s->add_recipients("a@example.org"); }).reason,
            "MAIL_NOT_CONFIGURED");
  // Nobody's rights would be checked when it is made.
  EXPECT_EQ(Create(Monthly("OTHER"), MakeKey(auth::Role::kProgrammeManager)).reason,
            "PERSON_REQUIRED");
}

// Shows that what is due is made once, however long it was missed: the same bytes as an export by
// hand, and the schedule is due again later.
TEST_F(ScheduleTest, WhatIsDueIsMadeOnce) {
  MakeOrganisation("VAH");
  ASSERT_TRUE(Create(Monthly()).ok());
  EXPECT_EQ(RunDue().queued, 0) << "it is not due yet";
  MakeDue("BOARD", "100 days");
  auto done = RunDue();
  EXPECT_EQ(done.queued, 1);
  EXPECT_EQ(done.made, 1);
  EXPECT_EQ(RunDue().queued, 0);
  auto jobs = Jobs();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].state(), v1::EXPORT_STATE_DONE);
  EXPECT_EQ(jobs[0].quarter(), "2024-25-Q2");
  EXPECT_EQ(jobs[0].publication(), 0);
  ASSERT_EQ(jobs[0].files_size(), 2);
  for (const auto& file : jobs[0].files()) {
    auto content = Read(config_.exports_folder + "/" + jobs[0].folder() + "/" + file.name());
    EXPECT_EQ(static_cast<int64_t>(content.size()), file.size_bytes());
    EXPECT_EQ(ToHex(auth::Sha256(content)), file.sha256());
    EXPECT_FALSE(content.empty());
  }
  EXPECT_EQ(SqlValue("select next_at > clock_timestamp() from export_schedule"), "t");
}

// Shows that runners beside each other share the jobs, and make none twice.
TEST_F(ScheduleTest, RunnersShareTheJobs) {
  constexpr int kSchedules = 12;
  for (int i = 0; i < kSchedules; ++i) {
    ASSERT_TRUE(Create(Monthly("S" + std::to_string(i))).ok());
    MakeDue("S" + std::to_string(i));
  }
  std::atomic<int> queued{0}, made{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      auto done = Runner().RunDue(nullptr);
      queued += done.queued;
      made += done.made;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(queued, kSchedules);
  EXPECT_EQ(made, kSchedules);
  EXPECT_EQ(SqlValue("select count(*) from export_job where attempts <> 1 or state <> 'DONE'"),
            "0");
}

// Shows that a runner that died leaves its job to another, and what it would still write is
// refused.
TEST_F(ScheduleTest, AJobOfTheDeadIsTakenAgain) {
  ASSERT_TRUE(Create(Monthly()).ok());
  MakeDue();
  Sql("insert into export_job (schedule_id, quarter, due_at, state, attempts, not_before)"
      " select id, '2024-07-01', now(), 'RUNNING', 1, now() - interval '1 second'"
      " from export_schedule");
  EXPECT_EQ(RunDue().made, 2);
  EXPECT_EQ(SqlValue("select max(attempts) from export_job"), "2");
  EXPECT_EQ(SqlValue("with late as (update export_job set state = state where attempts = 1 and"
                     " state = 'RUNNING' returning 1) select count(*) from late"),
            "0");
}

// Shows that exports are made with their owner's rights as they are then.
TEST_F(ScheduleTest, WhoLostTheRightMakesNothing) {
  ASSERT_TRUE(Create(Monthly()).ok());
  Sql("update access_user set role = 'AUDITOR'");
  MakeDue();
  EXPECT_EQ(RunDue().failed, 1);
  Sql("update access_user set role = 'ADMINISTRATOR'");
  auto jobs = Jobs();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].state(), v1::EXPORT_STATE_FAILED);
  EXPECT_NE(jobs[0].error().find("may not"), std::string::npos) << jobs[0].error();
}

// Shows that a folder that cannot be written is tried again later, and given up after three times.
TEST_F(ScheduleTest, WhatFailsIsTriedThreeTimes) {
  ASSERT_TRUE(Create(Monthly()).ok());
  std::ofstream(config_.exports_folder) << "a file where the folder should be";
  MakeDue();
  EXPECT_EQ(RunDue().failed, 1);
  EXPECT_EQ(RunDue().failed, 0) << "it waits before it is tried again";
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Jobs()[0].state(), v1::EXPORT_STATE_QUEUED);
    Sql("update export_job set not_before = now()");
    EXPECT_EQ(RunDue().failed, 1);
  }
  EXPECT_EQ(Jobs()[0].state(), v1::EXPORT_STATE_FAILED);
  EXPECT_NE(Jobs()[0].error(), "");
  std::filesystem::remove(config_.exports_folder);
}

// Shows that each recipient is told once, with a link that leads to the file until it expires, the
// schedule is disabled, or anything in it is changed; and that a relay that is away is asked again.
TEST_F(ScheduleTest, RecipientsGetLinks) {
  ASSERT_TRUE(Create(Monthly()).ok());
  Sql("update export_schedule set recipients = '{a@example.org,b@example.org}'");
  MakeDue();
  refuse_mail_ = true;
  auto first = RunDue();
  EXPECT_EQ(first.not_told, 2);
  EXPECT_EQ(Jobs()[0].mail_pending_size(), 2);
  EXPECT_EQ(Jobs()[0].mail_error(), "the relay is away");
  refuse_mail_ = false;
  EXPECT_EQ(RunDue().told, 0) << "it waits before it asks again";
  Sql("update export_job set mail_next_at = now()");
  EXPECT_EQ(RunDue().told, 2);
  EXPECT_EQ(RunDue().told, 0);
  EXPECT_EQ(Jobs()[0].mail_pending_size(), 0);
  ASSERT_EQ(mails_.size(), 2u);
  EXPECT_EQ(mails_[1].to, "b@example.org");
  EXPECT_NE(mails_[0].text.find("draft"), std::string::npos);

  std::smatch url;
  std::regex form("https://champions\\.test(/exports/\\S+figures\\.csv\\?\\S+)");
  ASSERT_TRUE(std::regex_search(mails_[0].text, url, form)) << mails_[0].text;
  std::string link = url[1];
  int64_t now = std::time(nullptr);
  auto target = links_->Read(link, now);
  ASSERT_TRUE(target);
  auto found = reports::FindDownload(*pool_, config_.exports_folder, *target, "::1");
  ASSERT_TRUE(found);
  EXPECT_EQ(ToHex(auth::Sha256(Read(found->path))), Jobs()[0].files(0).sha256());
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = 'exports/Download'"), "1");

  EXPECT_TRUE(links_->Read(link, now + 7 * 86'400 - 60));
  EXPECT_FALSE(links_->Read(link, now + 7 * 86'400 + 60)) << "it has expired";
  for (size_t i = 0; i < link.size(); ++i) {
    auto other = link;
    other[i] = other[i] == '0' ? '1' : '0';
    EXPECT_FALSE(links_->Read(other, now)) << other;
  }
  EXPECT_FALSE(links_->Read(link + "0", now));
  EXPECT_FALSE(links_->Read("", now));
  reports::ExportLinks stranger(config_.exports_public_url, "another key");
  EXPECT_FALSE(stranger.Read(link, now));
  reports::LinkTarget beside{target->job, "board-pack.html"};
  EXPECT_FALSE(reports::FindDownload(*pool_, config_.exports_folder, beside, "::1"));
  Sql("update export_schedule set disabled = true");
  EXPECT_FALSE(reports::FindDownload(*pool_, config_.exports_folder, *target, "::1"));
}

// Shows that links on request are of this server's key, expire as asked, and are of done jobs only.
TEST_F(ScheduleTest, LinksOnRequest) {
  ASSERT_TRUE(Create(Monthly()).ok());
  v1::RunScheduleRequest run;
  run.set_schedule("BOARD");
  run.set_quarter("2023-24-Q4");
  v1::RunScheduleResponse ran;
  ASSERT_TRUE(As(admin, &Schedules::RunSchedule, run, &ran).ok());
  EXPECT_EQ(ran.job().quarter(), "2023-24-Q4");
  v1::CreateExportLinksRequest request;
  request.set_job(ran.job().id());
  request.set_days(2);
  v1::CreateExportLinksResponse response;
  EXPECT_EQ(As(admin, &Schedules::CreateExportLinks, request, &response).reason, "EXPORT_NOT_DONE");
  EXPECT_EQ(RunDue().made, 1);
  ASSERT_TRUE(As(admin, &Schedules::CreateExportLinks, request, &response).ok());
  ASSERT_EQ(response.links_size(), 2);
  auth::Authenticator authenticator(*pool_, auth::ReadPepper(config_.pepper_file));
  reports::ExportLinks links(config_.exports_public_url, authenticator.HashToken("export links"));
  auto path = response.links(0).url().substr(config_.exports_public_url.size());
  EXPECT_TRUE(links.Read(path, response.expire_time().seconds()));
  EXPECT_FALSE(links.Read(path, response.expire_time().seconds() + 1));
  Sql("update export_schedule set disabled = true");
  EXPECT_EQ(As(admin, &Schedules::RunSchedule, run, &ran).reason, "SCHEDULE_DISABLED");
}

// Shows that no code leads out of the folder of exports.
TEST(ExportFolder, StaysInside) {
  for (const char* code : {"../../etc", "a/b", ".", "..", "~", "\\x"}) {
    reports::ExportJob job{.schedule = code, .quarter = "2024-25-Q2", .edition = "INTERNAL"};
    auto folder = reports::FolderOf(job);
    EXPECT_EQ(folder.find(".."), std::string::npos) << folder;
    EXPECT_EQ(std::count(folder.begin(), folder.end(), '/'), 1) << folder;
  }
}

class ReminderTest : public ScheduleTest {
 protected:
  void SetUp() override {
    ScheduleTest::SetUp();
    MakeOrganisation("ASKED");
    MakeOrganisation("SILENT");
    Sql("insert into access_user (name, email, role, organisation_ids)"
        " select 'Coordinator', 'coordinator@example.org', 'COORDINATOR', array[id]"
        " from organisation where code = 'ASKED'");
  }

  // Sends what is due as of a day that is so many days after the returns were due.
  std::vector<std::string> Send(int days_after) {
    std::vector<std::string> stages;
    db::Transaction tx(pool_->Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(5)));
    tx.ExecuteScript("select begin_as('{}', true, false, 10000)");
    while (auto reminder = returns::NextReminder(tx, DayOf(days_after))) {
      stages.push_back(reminder->organisation + " " + reminder->quarter + " " + reminder->stage +
                       " " + FormatDate(reminder->due_on) + " " +
                       std::to_string(reminder->recipients.size()));
      returns::NoteReminder(tx, *reminder, 1);
    }
    tx.Commit();
    return stages;
  }

  static Date DayOf(int days_after) {  // the returns of 2024-25-Q2 are due on 2024-10-21
    return std::chrono::sys_days(*ParseDate("2024-10-21")) + std::chrono::days(days_after);
  }
};

// Shows who is reminded and when: from a week before, then once a week, four times; and that
// whoever has submitted is left alone, as is an organisation that has nobody to write to.
TEST_F(ReminderTest, OncePerStage) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(Send(-8), Lines());
  EXPECT_EQ(Send(-7), Lines{"ASKED 2024-25-Q2 DUE 2024-10-21 1"});
  EXPECT_EQ(Send(0), Lines());
  EXPECT_EQ(Send(1), Lines{"ASKED 2024-25-Q2 OVERDUE 1 2024-10-21 1"});
  EXPECT_EQ(Send(7), Lines());
  EXPECT_EQ(Send(8), Lines{"ASKED 2024-25-Q2 OVERDUE 2 2024-10-21 1"});
  EXPECT_EQ(Send(15), Lines{"ASKED 2024-25-Q2 OVERDUE 3 2024-10-21 1"});
  EXPECT_EQ(Send(22), Lines{"ASKED 2024-25-Q2 OVERDUE 4 2024-10-21 1"});
  EXPECT_EQ(Send(60), Lines());
  for (const char* state : {"SUBMITTED", "APPROVED", "LOCKED", "REOPENED"}) {
    Sql("delete from return_reminder");
    Sql(std::string("insert into organisation_return (organisation_id, quarter, state) select id,"
                    " '2024-07-01', '") +
        state +
        "' from organisation where code = 'ASKED' on conflict (organisation_id, quarter)"
        " do update set state = excluded.state");
    EXPECT_EQ(Send(1).size(), std::string(state) == "REOPENED" ? 1u : 0u) << state;
  }
}

// Shows that whoever is coordinator of an organisation by a membership is written to as well, for
// as long as it stands, and that other roles there are not.
TEST_F(ReminderTest, CoordinatorsByMembershipToo) {
  Sql("insert into access_user (name, email) values ('Member', 'member@example.org');"
      "insert into access_membership (user_id, role, organisation_id)"
      " select u.id, r.role::access_role, o.id from access_user u, organisation o,"
      " (values ('COORDINATOR', 'ASKED'), ('PARTNER', 'SILENT')) as r (role, code)"
      " where u.name = 'Member' and o.code = r.code");
  EXPECT_EQ(Send(-7), std::vector<std::string>{"ASKED 2024-25-Q2 DUE 2024-10-21 2"});
  Sql("update access_membership set ended_at = now()");
  EXPECT_EQ(Send(1), std::vector<std::string>{"ASKED 2024-25-Q2 OVERDUE 1 2024-10-21 1"});
}

// Shows that the words name the organisation, the quarter and the day, and how to submit.
TEST_F(ReminderTest, Words) {
  returns::Reminder reminder{.organisation = "ASKED",
                             .name = "Asked Trust",
                             .quarter = "2024-25-Q2",
                             .stage = "OVERDUE 1",
                             .due_on = *ParseDate("2024-10-21")};
  EXPECT_EQ(returns::SubjectOf(reminder),
            "Return of 2024-25-Q2 for Asked Trust was due on 2024-10-21");
  EXPECT_NE(returns::TextOf(reminder).find("return submit --organisation ASKED"),
            std::string::npos);
}

}  // namespace
}  // namespace champions
