// Plays a scenario through the C++ client; README.md one folder up explains its words.
//
// Prints a line per step. Stops at the first step that goes another way than the scenario says.
#include <champions/client/client.h>
#include <champions/v1/access_service.grpc.pb.h>
#include <champions/v1/organisation_service.grpc.pb.h>
#include <champions/v1/programme_service.grpc.pb.h>
#include <champions/v1/reach_service.grpc.pb.h>
#include <champions/v1/report_service.grpc.pb.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>

#include "json_values.h"

namespace {

namespace client = champions::client;
namespace v1 = champions::v1;
using play::At;
using play::Compare;
using play::Difference;
using play::FromJson;
using play::json;
using play::Number;
using play::ToJson;

// What a step came to: its answer, or the error that ended it.
struct Outcome {
  json answer;
  std::optional<client::Error> error;
};

using CallFunction = std::function<Outcome(client::Client&, const json&)>;

template <typename Stub, typename Request, typename Response>
CallFunction Call(client::Client::Method<Stub, Request, Response> method) {
  return [method](client::Client& champions, const json& request) -> Outcome {
    const auto result = champions.Call(method, FromJson<Request>(request));
    if (!result) return {{}, result.error()};
    return {ToJson(*result), {}};
  };
}

const std::map<std::string, CallFunction>& Calls() {
  static const std::map<std::string, CallFunction> calls = {
      {"AccessService.CreateKey", Call(&v1::AccessService::Stub::CreateKey)},
      {"AccessService.RevokeKey", Call(&v1::AccessService::Stub::RevokeKey)},
      {"AccessService.WhoAmI", Call(&v1::AccessService::Stub::WhoAmI)},
      {"OrganisationService.CreateOrganisation",
       Call(&v1::OrganisationService::Stub::CreateOrganisation)},
      {"ProgrammeService.CreateProgramme", Call(&v1::ProgrammeService::Stub::CreateProgramme)},
      {"ReachService.AmendReach", Call(&v1::ReachService::Stub::AmendReach)},
      {"ReachService.BatchLogReach", Call(&v1::ReachService::Stub::BatchLogReach)},
      {"ReachService.GetReach", Call(&v1::ReachService::Stub::GetReach)},
      {"ReachService.LogReach", Call(&v1::ReachService::Stub::LogReach)},
      {"ReachService.VoidReach", Call(&v1::ReachService::Stub::VoidReach)},
      {"ReportService.GetTotals", Call(&v1::ReportService::Stub::GetTotals)},
  };
  return calls;
}

Outcome ListPages(client::Client& champions, const json& request) {
  Outcome outcome{json::array(), {}};
  outcome.error = champions.Pages(
      &v1::ReachService::Stub::ListReaches, FromJson<v1::ListReachesRequest>(request),
      [&](const v1::ListReachesResponse& page) { outcome.answer.push_back(ToJson(page)); });
  return outcome;
}

json Described(const client::Error& error) {
  json fields = json::array();
  for (const auto& violation : error.field_violations) fields.push_back(violation.field);
  return {{"code", client::CodeName(error.code)},
          {"reason", error.reason},
          {"fields", fields},
          {"metadata", error.metadata}};
}

std::string Words(const json& refusal) {
  std::string words = refusal["code"];
  if (refusal["reason"] != "") words += " " + refusal["reason"].get<std::string>();
  for (const std::string field : refusal["fields"]) words += " " + field;
  return words;
}

Outcome Stream(client::Client& champions, const json& items) {
  Outcome outcome{json::array(), {}};
  auto stream = champions.StreamReach([&](const client::Acknowledgement& acknowledgement) {
    json answer = {{"requestId", acknowledgement.request_id}};
    if (acknowledgement.error) {
      answer["refused"] = Described(*acknowledgement.error);
    } else {
      answer["reach"] = ToJson(acknowledgement.reach);
    }
    outcome.answer.push_back(answer);
  });
  for (const json& item : items) {
    if (!stream.Send(FromJson<v1::StreamReachRequest>(item))) break;
  }
  outcome.error = stream.Finish();
  // The service acknowledges an item when it is durable, not in the order of the items.
  const auto place = [&](const json& answer) {
    return std::find_if(items.begin(), items.end(),
                        [&](const json& item) { return item["requestId"] == answer["requestId"]; });
  };
  std::sort(outcome.answer.begin(), outcome.answer.end(),
            [&](const json& one, const json& other) { return place(one) - place(other) < 0; });
  return outcome;
}

class Play {
 public:
  Play(std::map<std::string, std::string> flags, const json& options)
      : flags_(std::move(flags)), options_(options) {
    saved_["run"] = flags_["run"];
  }

  // Plays one step and returns what happened, in a few words.
  std::string Step(const json& step) {
    const Outcome outcome = Ask(ClientFor(Fill(step.value("as", json(flags_["token"])))), step);
    if (outcome.error) {
      if (!step.contains("refused")) {
        std::ostringstream text;
        text << "refused: " << *outcome.error;
        throw Difference(text.str());
      }
      Compare(Fill(step["refused"]), Described(*outcome.error), "error");
      return Words(Described(*outcome.error));
    }
    const json& answer = outcome.answer;
    if (step.contains("refused")) throw Difference("expected a refusal, found " + answer.dump());
    for (const char* expectation : {"expect", "acknowledged"}) {
      if (step.contains(expectation)) Compare(Fill(step[expectation]), answer, "answer");
    }
    if (step.contains("moved")) CompareMoved(step["moved"], answer);
    if (step.contains("save")) {
      for (const auto& [name, path] : step["save"].items()) saved_[name] = At(answer, path);
    }
    return step.contains("stream") ? AcknowledgementWords(answer) : "OK";
  }

 private:
  Outcome Ask(client::Client& champions, const json& step) {
    const json request = Fill(step.value("request", json::object()));
    if (step.contains("stream")) return Stream(champions, Fill(step["stream"]));
    if (step.contains("pages")) {
      if (step["pages"] != "ReachService.ListReaches")
        throw Difference("this player lists reaches only");
      return ListPages(champions, request);
    }
    return Calls().at(step["call"])(champions, request);
  }

  client::Client& ClientFor(const std::string& token) {
    auto found = clients_.find(token);
    if (found == clients_.end()) {
      client::Options options;
      options.address = flags_["address"];
      options.ca_file = flags_["ca"];
      options.token = token;
      options.deadline = std::chrono::milliseconds(options_.value("deadlineMs", 60000));
      options.attempt_timeout =
          std::chrono::milliseconds(options_.value("attemptTimeoutMs", 15000));
      options.retry.max_attempts = options_.value("maxAttempts", 10);
      options.stream_window = options_.value("streamWindow", 100);
      found = clients_.try_emplace(token, options).first;
    }
    return found->second;
  }

  // The value with every ${name} replaced.
  json Fill(json value) {
    if (value.is_string()) return FillText(value);
    if (value.is_structured()) {
      for (json& each : value) each = Fill(each);
    }
    return value;
  }

  std::string FillText(std::string text) {
    for (auto start = text.find("${"); start != std::string::npos; start = text.find("${", start)) {
      const auto end = text.find('}', start);
      const std::string name = text.substr(start + 2, end - start - 2);
      if (name.rfind("uuid.", 0) == 0 && !saved_.contains(name)) {
        v1::LogReachRequest request;
        client::SetRequestId(request);
        saved_[name] = request.request_id();
      }
      const std::string replacement = saved_.at(name);
      text.replace(start, end - start + 1, replacement);
      start += replacement.size();
    }
    return text;
  }

  void CompareMoved(const json& moved, const json& answer) {
    const json& before = saved_.at(moved["since"].get<std::string>());
    for (const auto& [path, expected] : moved.items()) {
      if (path == "since") continue;
      const long long found = Number(At(answer, path)) - Number(At(before, path));
      if (found != expected.get<long long>()) {
        throw Difference(path + " moved by " + std::to_string(found) + ", expected " +
                         expected.dump());
      }
    }
  }

  static std::string AcknowledgementWords(const json& answers) {
    std::string words;
    for (const json& each : answers) {
      words +=
          (words.empty() ? "" : ", ") + (each.contains("refused") ? Words(each["refused"]) : "OK");
    }
    return words;
  }

  std::map<std::string, std::string> flags_;
  json options_;
  json saved_ = json::object();
  std::map<std::string, client::Client> clients_;
};

}  // namespace

int main(int count, char** values) {
  std::map<std::string, std::string> flags;
  std::string path;
  for (int index = 1; index < count; ++index) {
    const std::string value = values[index];
    if (value.rfind("--", 0) == 0 && index + 1 < count) {
      flags[value.substr(2)] = values[++index];
    } else {
      path = value;
    }
  }
  std::ifstream file(path);
  const json scenario = json::parse(file);
  Play play(flags, scenario.value("options", json::object()));
  for (const json& step : scenario["steps"]) {
    const std::string name = step["name"];
    try {
      const std::string words = play.Step(step);
      std::cout << name << ": " << words << std::endl;
    } catch (const std::exception& error) {
      std::cerr << "cpp: " << name << ": " << error.what() << "\n";
      return 1;
    }
  }
  return 0;
}
