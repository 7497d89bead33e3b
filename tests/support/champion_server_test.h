// A fixture for tests about champions: an organisation OWN, a programme ONE, and short ways to make
// champions and to move them through their life.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "champions/v1/champion_service.grpc.pb.h"
#include "champions/v1/reach_service.pb.h"
#include "support/test_server.h"

namespace champions::test {

class ChampionServerTest : public ServerTest {
 protected:
  using Stub = v1::ChampionService::Stub;

  void SetUp() override;

  // A request with the fields that a champion must have.
  static v1::CreateChampionRequest NewChampion(const std::string& external_id = "",
                                               const std::string& organisation = "OWN");
  // A request of a record of nine people on 2024-05-20, with a request_id and this note.
  static v1::LogReachRequest NewReach(const std::string& note);
  // Made by the administrator; fails the test when it is refused.
  v1::Champion Make(const std::string& external_id = "", const std::string& organisation = "OWN");
  // Made and led by verbs into a state, such as `PAUSED`; recruited on 2024-05-01, left on
  // 2024-08-01 where the state has that.
  v1::Champion MakeIn(const std::string& state, const std::string& organisation = "OWN");
  // A verb by its name, with a day where it takes one.
  Outcome Do(const std::string& token, const std::string& verb, const std::string& id,
             const std::string& day = "", v1::Champion* answer = nullptr,
             const std::string& etag = "");
  static const std::vector<std::string>& Verbs();

  v1::Champion Get(const std::string& id);
  Outcome Update(const v1::Champion& champion, const std::vector<std::string>& paths,
                 v1::Champion* answer = nullptr);
  v1::Enrolment Enrol(const std::string& champion, const std::string& programme,
                      const std::string& enrolled_on);

  // A sum of the ledger, such as Sum("recruited", "scope = 'OVERALL'").
  int Sum(const std::string& amount, const std::string& condition);
};

}  // namespace champions::test
