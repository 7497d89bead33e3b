// docs/limits.md is made from the protos, the configuration and base/limits.h. To make it again:
//   CHAMPIONS_UPDATE_DOCS=1 build/bin/unit_tests --gtest_filter='LimitsPageTest.*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/limits.h"
#include "config/config.h"
#include "rpc/method.h"
#include "support/request_fields.h"

namespace champions::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr const char* kPath = CHAMPIONS_SOURCE_DIR "/docs/limits.md";
constexpr const char* kHowToUpdate =
    "CHAMPIONS_UPDATE_DOCS=1 build/bin/unit_tests --gtest_filter='LimitsPageTest.*'";

// 1000000 as 1,000,000.
std::string Number(int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

std::string TextLimit(const FieldDescriptor* field) {
  std::string most = ", at most " + Number(LengthOf(field)) + " characters";
  switch (RuleOf(field).format()) {
    case v1::FORMAT_CODE:
      return "a code: no white space, comma or semicolon" + most;
    case v1::FORMAT_UUID:
      return "a UUID";
    case v1::FORMAT_DATE:
      return "a day `YYYY-MM-DD`, at most a year ahead";
    case v1::FORMAT_QUARTER:
      return "a quarter such as `2024-25-Q2`";
    case v1::FORMAT_WARD:
      return "an ONS ward code";
    case v1::FORMAT_LANGUAGE:
      return "a BCP 47 language tag" + most;
    case v1::FORMAT_EMAIL:
      return "an e-mail address" + most;
    case v1::FORMAT_ETHNIC_CATEGORY:
      return "an NHS ethnic category code";
    case v1::FORMAT_GENDER:
      return "an NHS gender identity code";
    case v1::FORMAT_AGE_BAND:
      return "an age band";
    case v1::FORMAT_LINE:
      return "one line" + most;
    default:
      return "text" + most;
  }
}

std::string ValueLimit(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return field->type() == FieldDescriptor::TYPE_BYTES ? "bytes" : TextLimit(field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return "a value of `" + field->enum_type()->name() + "`";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (HasFields(field)) return "`" + field->message_type()->name() + "`";
      return field->message_type()->name() == "FieldMask"
                 ? "names of fields, at most " + Number(kDefaultItems)
                 : "an instant of the years 1 to 9999";
    default:
      return "a whole number from " + Number(RuleOf(field).min()) + " to " + Number(MaxOf(field));
  }
}

std::string Limit(const FieldDescriptor* field) {
  std::string limit = ValueLimit(field);
  if (field->is_repeated()) limit = "at most " + Number(ItemsOf(field)) + " items, each " + limit;
  return limit + (IsRequired(field) ? "; required" : "");
}

// What many requests have alike is said once; a field of that name with another limit is listed.
using Limits = std::map<std::string, std::string>;
Limits CommonLimits() {
  std::map<std::string, std::map<std::string, int>> counts;
  for (const auto* type : RequestTypes()) {
    for (int i = 0; i < type->field_count(); ++i) {
      const auto* field = type->field(i);
      ++counts[field->name()][Limit(field)];
    }
  }
  Limits common;
  for (const auto& [name, limits] : counts) {
    for (const auto& [limit, count] : limits) {
      if (count >= 10) common[name] = limit;
    }
  }
  return common;
}

void Row(std::ostream& out, const std::string& name, const std::string& limit) {
  out << "| `" << name << "` | " << limit << " |\n";
}

class Page {
 public:
  std::string Text() {
    Head();
    std::string section;
    for (const auto* type : RequestTypes()) {
      const auto& method = rpc::MethodOf(type).name;
      auto service = method.substr(0, method.find('/'));
      if (service != section) out_ << "\n## " << service << "\n| field | limit |\n|---|---|\n";
      section = service;
      Message(type);
    }
    return out_.str();
  }

 private:
  void Head() {
    config::Config config;
    out_ << "# Limits\nMade from the protos, the configuration and `server/base/limits.h`; do not "
            "edit it, make it again:\n`"
         << kHowToUpdate
         << "`\n\nA request beyond a limit is refused with `INVALID_ARGUMENT`, which names every "
            "field that is wrong, what was found and what is expected. Lengths are in characters, "
            "not bytes. No text holds a NUL, another control character (tabs and new lines are "
            "taken where a field is not one line) or bytes that are not UTF-8. `tests/unit/"
            "limits_test.cc` tries each field at its limit and one beyond.\n\n"
            "## Of every call\n| what | limit |\n|---|---|\n";
    Row(out_, "message", Number(kMaxRequestBytes) + " bytes, else `RESOURCE_EXHAUSTED`");
    Row(out_, "deadline",
        "cut to " + Number(config.max_deadline_ms) +
            " ms (`limits.max_deadline_ms`), also where none is given");
    Row(out_, "deadline of UploadImport, UndoImport, StreamReach and ExportReaches",
        "cut to " + Number(config.max_import_seconds) + " s (`limits.max_import_seconds`)");
    Row(out_, "files of one UploadImport together",
        Number(config.max_import_mib) + " MiB (`limits.max_import_mib`), each part " +
            Number(1024 * 1024) + " bytes");
    Row(out_, "calls that wait for the database",
        Number(config.max_waiting) + " (`limits.max_waiting`), else `RESOURCE_EXHAUSTED`");
    Row(out_, "calls of one principal on one server",
        Number(config.calls_per_second) +
            " a second (`limits.calls_per_second`), else `RESOURCE_EXHAUSTED`");
    Row(out_, "error details", "below 4 KB");
    Row(out_, "answer to a request_id", "kept 35 days");
    for (const auto& [name, limit] : common_) Row(out_, name, limit);
  }

  // A message's own fields; those of messages within it come once, under their own name.
  void Message(const Descriptor* type) {
    if (!written_.insert(type).second) return;
    std::vector<const Descriptor*> within;
    for (int i = 0; i < type->field_count(); ++i) {
      const auto* field = type->field(i);
      if (!IsRead(field)) continue;
      auto limit = Limit(field);
      auto common = common_.find(field->name());
      if (common == common_.end() || common->second != limit) {
        Row(out_, type->name() + "." + field->name(), limit);
      }
      if (HasFields(field)) within.push_back(field->message_type());
    }
    for (const auto* message : within) Message(message);
  }

  const Limits common_ = CommonLimits();
  std::set<const Descriptor*> written_;
  std::ostringstream out_;
};

// Shows that the committed page says what the server does.
TEST(LimitsPageTest, ThePageIsUpToDate) {
  std::string text = Page().Text();
  if (std::getenv("CHAMPIONS_UPDATE_DOCS") != nullptr) {
    std::ofstream(kPath) << text;
    return;
  }
  std::ostringstream committed;
  committed << std::ifstream(kPath).rdbuf();
  EXPECT_TRUE(committed.str() == text)
      << "docs/limits.md is stale; make it again: " << kHowToUpdate;
}

// Shows that the page leaves nothing out: every field of every request has its limit there.
TEST(LimitsPageTest, ThePageNamesEveryField) {
  std::string text = Page().Text();
  for (const auto& field : RequestFields()) {
    const auto* type = field.field()->containing_type();
    bool own = text.find("`" + type->name() + "." + field.field()->name() + "`") != text.npos;
    bool common =
        text.find("| `" + field.field()->name() + "` | " + Limit(field.field())) != text.npos;
    EXPECT_TRUE(own || common) << type->name() << "." << field.field()->name();
  }
}

}  // namespace
}  // namespace champions::test
