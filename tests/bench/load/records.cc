#include "load/records.h"

#include <cstdio>
#include <ctime>
#include <stdexcept>

#include "champions/v1/report_service.pb.h"

namespace champions::bench {
namespace {

constexpr const char* kPlaceholder = "00000000-0000-4000-8000-000000000000";

std::string DayAfter(const std::string& first_day, int days) {
  std::tm date{};
  if (std::sscanf(first_day.c_str(), "%d-%d-%d", &date.tm_year, &date.tm_mon, &date.tm_mday) != 3) {
    throw std::runtime_error("--first-day: expected a date like 2024-04-01");
  }
  date.tm_year -= 1900;
  date.tm_mon -= 1;
  date.tm_mday += days;
  std::time_t instant = timegm(&date);
  gmtime_r(&instant, &date);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d", &date);
  return text;
}

}  // namespace

void Uuids::Draw(char* text) {
  static const char* const kDigits = "0123456789abcdef";
  uint64_t high = random_(), low = random_();
  int nibble = 0;
  for (size_t i = 0; i < kUuidLength; ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      text[i] = '-';
      continue;
    }
    uint64_t& half = nibble++ < 16 ? high : low;
    text[i] = kDigits[half & 15];
    half >>= 4;
  }
  text[14] = '4';
  text[19] = 'a';
}

v1::Reach DrawReach(const Options& options, const Token& token, Uuids& random) {
  auto below = [&](uint64_t limit) { return static_cast<int>(random.Number() % limit); };
  v1::Reach reach;
  reach.set_organisation(token.organisation != "*" ? token.organisation
                         : options.hot
                             ? options.organisations[0]
                             : options.organisations[below(options.organisations.size())]);
  reach.set_programme(options.hot ? options.programmes[0]
                                  : options.programmes[below(options.programmes.size())]);
  reach.set_occurred_on(DayAfter(options.first_day, below(options.days)));
  reach.set_ward("E050135" + std::to_string(43 + below(21)));
  reach.set_mode(static_cast<v1::ReachMode>(1 + below(5)));
  reach.set_topic(static_cast<v1::ReachTopic>(1 + below(8)));
  reach.set_people(1 + below(60));
  reach.set_new_people(below(reach.people() + 1));
  reach.set_signposted(below(reach.people() + 1));
  if (below(100) < options.note_percent) {
    reach.set_note("Asked about blood pressure checks at the evening session; comes again.");
  }
  return reach;
}

std::vector<Prepared> PrepareLogReach(const Options& options, size_t count) {
  Uuids random(options.seed);
  std::vector<const Token*> tokens;
  for (const auto& token : options.tokens) {
    if (!options.hot || token.organisation == "*" ||
        token.organisation == options.organisations[0]) {
      tokens.push_back(&token);
    }
  }
  if (tokens.empty()) throw std::runtime_error("there is no token of the first organisation");
  std::vector<Prepared> prepared(count);
  for (size_t i = 0; i < count; ++i) {
    const Token& token = *tokens[i % tokens.size()];
    v1::LogReachRequest request;
    *request.mutable_reach() = DrawReach(options, token, random);
    request.set_request_id(kPlaceholder);
    prepared[i].bytes = request.SerializeAsString();
    prepared[i].request_id_at = prepared[i].bytes.find(kPlaceholder);
    prepared[i].authorization = &token.authorization;
  }
  return prepared;
}

std::vector<Prepared> PrepareGetTotals(const Options& options) {
  std::vector<Prepared> prepared;
  for (const auto& token : options.tokens) {
    for (const auto& quarter : options.quarters) {
      v1::GetTotalsRequest request;
      request.set_quarter(quarter);
      prepared.push_back({request.SerializeAsString(), std::string::npos, &token.authorization});
    }
  }
  return prepared;
}

}  // namespace champions::bench
