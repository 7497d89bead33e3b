// ChampionService: equality answers, as counts.
#include <array>
#include <map>

#include "base/civil.h"
#include "base/refusal.h"
#include "champions/champion_service.h"
#include "champions/champion_store.h"
#include "champions/champions_sql.h"
#include "champions/enrolment_store.h"
#include "disclosure/disclosure.h"
#include "sealing/person.h"

namespace champions::champions {
namespace {

// So many champions are read and opened at a time.
constexpr int kRows = 1'000;
constexpr int kQuestions = 4;

// The counts of each question's answers; "" is for who did not answer.
struct Tally {
  std::array<std::map<std::string, int64_t>, kQuestions> answers;
  int64_t champions = 0;

  void Add(const Equality& equality) {
    ++champions;
    for (const auto& language : equality.languages) ++answers[0][language];
    if (equality.languages.empty()) ++answers[0][""];
    ++answers[1][equality.ethnic_category];
    ++answers[2][equality.age_band];
    ++answers[3][equality.gender];
  }
};

struct Wanted {
  db::Parameter organisation_id, programme_id, first_day, last_day;
};

Wanted WantedOf(db::Transaction& tx, const v1::CountEqualityAnswersRequest& request) {
  Wanted wanted;
  if (!request.organisation().empty()) {
    auto id = store::FindOrganisation(tx, request.organisation());
    if (!id) throw NotFound("organisation", request.organisation());
    wanted.organisation_id = db::ToParameter(*id);
  }
  if (!request.programme().empty()) {
    auto id = store::FindProgramme(tx, request.programme());
    if (!id) throw NotFound("programme", request.programme());
    wanted.programme_id = db::ToParameter(*id);
  }
  if (!request.quarter().empty()) {
    auto quarter = *ParseQuarter(request.quarter());
    wanted.first_day = FormatDate(quarter.from);
    wanted.last_day = FormatDate(quarter.to);
  }
  return wanted;
}

Equality OpenedEquality(const sealing::Vault& vault, const db::Row& row) {
  Equality equality{row.TextArray("languages"), row.Text("ethnic_category"), row.Text("age_band"),
                    row.Text("gender")};
  if (row.Null("wrapped")) return equality;
  sealing::Open(vault.KeyOf({row.Int("organisation_id"), row.Text("id")}, row.Text("wrapped")),
                &equality);
  return equality;
}

Tally Count(db::Transaction& tx, const sealing::Vault& vault, const Wanted& wanted) {
  sealing::OpenEquality(tx);
  sealing::OpenPersonal(tx);
  Tally tally;
  int organisation = 0;
  std::string id = "00000000-0000-0000-0000-000000000000";
  while (true) {
    auto rows = tx.Execute(sql::kReadEquality, organisation, id, wanted.organisation_id,
                           wanted.programme_id, wanted.first_day, wanted.last_day, kRows);
    for (auto row : rows) {
      tally.Add(OpenedEquality(vault, row));
      organisation = row.Int("organisation_id");
      id = row.Text("id");
    }
    if (static_cast<int>(rows.size()) < kRows) return tally;
  }
}

v1::EqualityCount Shown(int64_t people) {
  auto shown = disclosure::ShowAlone(disclosure::GetPolicy(disclosure::PolicyId::kHes2018),
                                     {.name = "", .value = people, .of_people = true});
  v1::EqualityCount count;
  count.set_people(shown.value);
  count.set_hidden(shown.kind == disclosure::Shown::Kind::kHidden);
  return count;
}

}  // namespace

grpc::Status ChampionService::CountEqualityAnswers(grpc::ServerContext* context,
                                                   const v1::CountEqualityAnswersRequest* request,
                                                   v1::CountEqualityAnswersResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto tally = Count(tx, spine_.vault, WantedOf(tx, *request));
    for (int i = 0; i < kQuestions; ++i) {
      auto& answers = tally.answers[static_cast<size_t>(i)];
      int64_t unanswered = answers[""];
      answers.erase("");
      auto add = [&](const std::string& answer, int64_t people) {
        auto count = Shown(people);
        count.set_question(static_cast<v1::EqualityQuestion>(i + 1));
        count.set_answer(answer);
        *response->add_counts() = count;
      };
      for (const auto& [answer, people] : answers) add(answer, people);
      add("", unanswered);
    }
    *response->mutable_champions() = Shown(tally.champions);
    call.Audit({.object_kind = "equality", .objects = tally.champions});
  });
}

}  // namespace champions::champions
