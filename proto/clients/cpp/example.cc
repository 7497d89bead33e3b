// Logs reach and reads the quarter's figures of an organisation.
//
//     export CHAMPIONS_ADDRESS=host:port CHAMPIONS_CA=ca.pem CHAMPIONS_TOKEN=...
//     example ORGANISATION PROGRAMME DATE QUARTER PEOPLE
#include <champions/client/client.h>
#include <champions/v1/reach_service.grpc.pb.h>
#include <champions/v1/report_service.grpc.pb.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

namespace client = champions::client;
namespace v1 = champions::v1;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Says what to do about an error, and gives the exit status.
int Fail(const client::Error& error) {
  if (error.code == grpc::StatusCode::INVALID_ARGUMENT && !error.field_violations.empty()) {
    for (const auto& violation : error.field_violations) {
      std::cerr << "please correct " << violation.field << ": " << violation.description << "\n";
    }
  } else {
    std::cerr << error << "\n";
  }
  return 1;
}

int Run(client::Client& champions, char** values) {
  const std::string quarter = values[3];
  v1::LogReachRequest log;
  v1::Reach& reach = *log.mutable_reach();
  reach.set_organisation(values[0]);
  reach.set_programme(values[1]);
  reach.set_occurred_on(values[2]);
  reach.set_mode(v1::REACH_MODE_GROUP);
  reach.set_topic(v1::REACH_TOPIC_MENTAL_HEALTH);
  reach.set_people(std::atoi(values[4]));
  // Kept with the session's notes, this id lets the program be run again without counting twice.
  client::SetRequestId(log);
  const auto logged = champions.Call(&v1::ReachService::Stub::LogReach, log);
  if (!logged) return Fail(logged.error());
  std::cout << "logged " << logged->reach().people() << " people of "
            << logged->reach().organisation() << " on " << logged->reach().occurred_on() << "\n";

  v1::GetTotalsRequest ask;
  ask.set_quarter(quarter);
  ask.mutable_filters()->add_organisations(values[0]);
  const auto totals = champions.Call(&v1::ReportService::Stub::GetTotals, ask);
  if (!totals) return Fail(totals.error());
  std::cout << quarter << ": " << totals->total().reached() << " reached, "
            << totals->total().reached_to_date() << " to date\n";
  return 0;
}

}  // namespace

int main(int count, char** values) {
  if (count != 6) {
    std::cerr << "usage: example ORGANISATION PROGRAMME DATE QUARTER PEOPLE\n";
    return 2;
  }
  client::Options options;
  options.address = Environment("CHAMPIONS_ADDRESS");
  options.ca_file = Environment("CHAMPIONS_CA");
  options.token = Environment("CHAMPIONS_TOKEN");
  client::Client champions(options);
  return Run(champions, values + 1);
}
