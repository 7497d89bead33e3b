#include "client-cli/audit_chain.h"

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "client-cli/core/digest.h"

namespace champions::cli {
namespace {

using Json = nlohmann::ordered_json;
// A block: organisation and number.
using Place = std::pair<std::int64_t, std::int64_t>;

std::string NameOf(std::int64_t organisation_id) {
  return organisation_id == 0 ? "the chain of no organisation"
                              : "the chain of organisation " + std::to_string(organisation_id);
}

// Of all that signed one after another.
class PublicKeys {
 public:
  explicit PublicKeys(const std::string& pem) {
    constexpr std::string_view kEnd = "-----END PUBLIC KEY-----";
    std::size_t from = 0;
    for (auto end = pem.find(kEnd); end != std::string::npos; end = pem.find(kEnd, from)) {
      keys_.push_back(std::make_unique<PublicKey>(pem.substr(from, end + kEnd.size() - from)));
      from = end + kEnd.size();
    }
    if (keys_.empty()) keys_.push_back(std::make_unique<PublicKey>(pem));  // which says why not
  }
  std::string Fingerprint() const { return keys_.back()->Fingerprint(); }
  bool Hold(const std::string& message, const std::string& signature) const {
    return std::any_of(keys_.begin(), keys_.end(),
                       [&](const auto& key) { return key->Holds(message, signature); });
  }

 private:
  std::vector<std::unique_ptr<PublicKey>> keys_;
};

class Verifier {
 public:
  explicit Verifier(const std::string& public_key_pem) : keys_(public_key_pem) {
    proof_.key = keys_.Fingerprint();
  }

  // Read first: what they vouch for is looked for in the log.
  void ReadHeads(std::istream& in) {
    std::string line, before;
    for (std::int64_t number = 1; std::getline(in, line); ++number) {
      if (line.empty() || in.eof()) continue;  // a line that was not written to its end
      if (!TakeHead(line, before)) {
        Problem("heads, line " + std::to_string(number) + ": is not what was signed");
      }
      before = line;
    }
  }

  void ReadLog(std::istream& in) {
    std::string line;
    while (std::getline(in, line)) {
      Json json = Json::parse(line, nullptr, false);
      if (!json.is_object()) {
        Problem("the log holds a line that is not JSON");
      } else {
        TakeLine(line, json);
      }
    }
    if (!ended_) Problem("the log ends before its end: it was cut off");
    for (const auto& [place, hash] : vouched_) {
      Problem(NameOf(place.first) + ": block " + std::to_string(place.second) +
              " was signed and is not in the log");
    }
    if (proof_.runs < proof_.signed_run) {
      Problem("run " + std::to_string(proof_.signed_run) +
              " was signed and is not in the log, which ends with run " +
              std::to_string(proof_.runs));
    }
    proof_.chains = static_cast<std::int64_t>(chains_.size());
  }

  AuditProof proof() { return std::move(proof_); }

 private:
  struct Chain {
    std::int64_t number = 0;
    std::string hash = std::string(64, '0');
  };
  void Problem(const std::string& what) {
    constexpr std::size_t kMost = 100;
    if (proof_.problems.size() < kMost) proof_.problems.push_back(what);
  }

  bool TakeHead(const std::string& line, const std::string& before) {
    Json json = Json::parse(line, nullptr, false);
    try {
      const std::string signature = json.at("signature");
      // What was signed is the line without it, to the letter.
      const auto at = line.rfind(",\"signature\":");
      if (at == std::string::npos) return false;
      if (!keys_.Hold(line.substr(0, at) + "}", FromHex(signature))) return false;
      if (json.at("previous") != HexSha256(before)) return false;
      for (const auto& head : json.at("heads")) {
        vouched_[{head.at(0).get<std::int64_t>(), head.at(1).get<std::int64_t>()}] = head.at(2);
      }
      proof_.signed_run = json.at("run");
    } catch (const Json::exception&) {
      return false;
    }
    ++proof_.heads;
    return true;
  }

  void TakeLine(const std::string& line, const Json& json) {
    try {
      if (ended_) Problem("the log goes on after its end");
      if (json.contains("format")) {
        if (json.at("format") != "champions-audit-1") Problem("the log has another format");
      } else if (json.contains("run")) {
        BeginRun(json);
      } else if (json.contains("block")) {
        CloseBlock(json);
      } else if (json.contains("end")) {
        EndRun();
        ended_ = json.at("end") == proof_.runs && json.at("events") == proof_.events;
        if (!ended_) Problem("the log does not hold as many runs and events as it says");
      } else {
        TakeEvent(line, json);
      }
    } catch (const Json::exception&) {
      Problem("the log holds a line that lacks what it should have");
    }
  }

  void BeginRun(const Json& json) {
    EndRun();
    const std::int64_t number = json.at("run"), from = json.at("from_writer"),
                       to = json.at("to_writer");
    if (number != proof_.runs + 1 || from != to_writer_ || to <= from) {
      Problem("run " + std::to_string(number) + " does not follow run " +
              std::to_string(proof_.runs));
    }
    proof_.runs = number;
    from_writer_ = from;
    to_writer_ = to;
  }

  // Events come sorted by organisation, each in the order in which it was written.
  void TakeEvent(const std::string& line, const Json& json) {
    const std::int64_t organisation_id = json.at("organisation_id"), writer = json.at("written_by");
    if (writer < from_writer_ || writer >= to_writer_) {
      Problem("event " + json.at("id").get<std::string>() + " is not of its run");
    }
    ++proof_.events;
    auto [found, is_new] = open_.try_emplace(organisation_id);
    if (is_new) {
      found->second = std::make_unique<Digest>();
      found->second->Add(chains_[organisation_id].hash + "\n");
    }
    found->second->Add(line + "\n");
    ++counts_[organisation_id];
  }

  void CloseBlock(const Json& json) {
    ++proof_.blocks;
    const std::int64_t organisation_id = json.at("organisation_id"), number = json.at("block"),
                       events = json.at("events");
    const std::string hash = json.at("hash");
    const std::string where = NameOf(organisation_id) + ", block " + std::to_string(number) + ": ";
    Chain& chain = chains_[organisation_id];
    if (number != chain.number + 1) {
      Problem(where + "follows block " + std::to_string(chain.number));
    }
    const auto found = open_.find(organisation_id);
    const bool has_events = found != open_.end();
    if (counts_[organisation_id] != events) {
      Problem(where + "has " + std::to_string(counts_[organisation_id]) + " events, " +
              std::to_string(events) + " were written");
    }
    if (!has_events || found->second->Hex() != hash) {
      Problem(where + "is not what was written: an event was changed, added, removed or moved");
    }
    if (has_events) open_.erase(found);
    counts_.erase(organisation_id);
    const auto vouched = vouched_.find({organisation_id, number});
    if (vouched != vouched_.end()) {
      if (vouched->second != hash) Problem(where + "is not the one that was signed");
      vouched_.erase(vouched);
    }
    chain = {number, hash};
  }

  void EndRun() {
    for (const auto& [organisation_id, digest] : open_) {
      Problem(NameOf(organisation_id) + ", run " + std::to_string(proof_.runs) +
              ": has events that no block holds");
    }
    open_.clear();
    counts_.clear();
  }

  PublicKeys keys_;
  AuditProof proof_;
  std::map<Place, std::string> vouched_;
  std::map<std::int64_t, Chain> chains_;
  std::map<std::int64_t, std::unique_ptr<Digest>> open_;
  std::map<std::int64_t, std::int64_t> counts_;
  std::int64_t from_writer_ = 0, to_writer_ = 0;
  bool ended_ = false;
};

}  // namespace

AuditProof VerifyAudit(std::istream& log, std::istream* heads, const std::string& public_key_pem) {
  Verifier verifier(public_key_pem);
  if (heads != nullptr) verifier.ReadHeads(*heads);
  verifier.ReadLog(log);
  return verifier.proof();
}

}  // namespace champions::cli
