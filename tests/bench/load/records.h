// Records of reach as a coordinator would send them, made ahead of the load.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "champions/v1/reach_service.pb.h"
#include "load/options.h"

namespace champions::bench {

constexpr size_t kUuidLength = 36;

// Random UUIDs, cheap enough to draw one per call.
class Uuids {
 public:
  explicit Uuids(uint64_t seed) : random_(seed) {}
  // Writes 36 characters.
  void Draw(char* text);
  uint64_t Number() { return random_(); }

 private:
  std::mt19937_64 random_;
};

// A serialised request with room for a request_id.
struct Prepared {
  std::string bytes;
  size_t request_id_at = std::string::npos;
  const std::string* authorization = nullptr;
};

// A record at random, of an organisation that the token may write for.
v1::Reach DrawReach(const Options& options, const Token& token, Uuids& random);

// How many requests are made ahead, to be sent again and again with new ids.
constexpr size_t kPreparedRequests = 8192;

// Requests of LogReach, spread over tokens, organisations, programmes and days.
std::vector<Prepared> PrepareLogReach(const Options& options, size_t count);

// Requests of GetTotals, for every token and quarter.
std::vector<Prepared> PrepareGetTotals(const Options& options);

}  // namespace champions::bench
