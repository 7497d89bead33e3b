#include "rpc/validate.h"

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <unordered_map>

#include "base/civil.h"
#include "base/refusal.h"
#include "base/text.h"
#include "champions/v1/options.pb.h"
#include "google/api/field_behavior.pb.h"

namespace champions::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr size_t kDefaultLength = 200;
constexpr int kDefaultItems = 100;
constexpr int64_t kDefaultMax = 1'000'000'000;
constexpr size_t kMostViolations = 20;
// 0001-01-01 and 9999-12-31, the range of google.protobuf.Timestamp.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

// What a field's options say; read once per thread, since every request of every caller is checked.
struct FieldRule {
  const FieldDescriptor* field;
  v1::Rule rule;
  bool required, immutable, output_only;
};

bool Has(const FieldDescriptor* field, google::api::FieldBehavior behavior) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

const std::vector<FieldRule>& RulesOf(const Descriptor* descriptor) {
  static thread_local std::unordered_map<const Descriptor*, std::vector<FieldRule>> known;
  auto [rules, is_new] = known.try_emplace(descriptor);
  if (is_new) {
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const auto* field = descriptor->field(i);
      rules->second.push_back(
          {field, field->options().GetExtension(v1::rule), Has(field, google::api::REQUIRED),
           Has(field, google::api::IMMUTABLE), Has(field, google::api::OUTPUT_ONLY)});
    }
  }
  return rules->second;
}

// Where a field stands in the request; becomes text only for a violation.
struct Path {
  const Path* parent = nullptr;
  const std::string* name = nullptr;
  int index = -1;

  std::string Text() const {
    std::string text = parent != nullptr && parent->name != nullptr ? parent->Text() + "." : "";
    text += *name;
    return index < 0 ? text : text + "[" + std::to_string(index) + "]";
  }
  // The request itself, or a field of it.
  bool is_top() const { return parent == nullptr || parent->name == nullptr; }
};

std::string CheckDate(const std::string& text) {
  auto date = ParseDate(text);
  if (!date) return "is " + Quoted(text) + ": expected a day that exists, as YYYY-MM-DD";
  Date latest = LatestAllowedDate(std::chrono::system_clock::now());
  if (*date <= latest) return "";
  return "is " + text + ": expected a day not more than a year ahead, at most " +
         FormatDate(latest);
}

std::string CheckQuarter(const std::string& text) {
  return ParseQuarter(text) ? "" : "is " + Quoted(text) + ": expected a quarter such as 2024-25-Q2";
}

std::string CheckFormat(v1::Format format, const std::string& text) {
  switch (format) {
    case v1::FORMAT_CODE:
      return CheckCode(text);
    case v1::FORMAT_UUID:
      return CheckUuid(text);
    case v1::FORMAT_DATE:
      return CheckDate(text);
    case v1::FORMAT_QUARTER:
      return CheckQuarter(text);
    case v1::FORMAT_WARD:
      return CheckWard(text);
    case v1::FORMAT_LANGUAGE:
      return CheckLanguage(text);
    case v1::FORMAT_EMAIL:
      return CheckEmail(text);
    case v1::FORMAT_ETHNIC_CATEGORY:
      return CheckEthnicCategory(text);
    case v1::FORMAT_GENDER:
      return CheckGender(text);
    case v1::FORMAT_AGE_BAND:
      return CheckAgeBand(text);
    case v1::FORMAT_LINE:
      return HasControlCharacter(text, false) ? "holds a control character: expected one line" : "";
    default:
      return HasControlCharacter(text, true) ? "holds a control character: expected text" : "";
  }
}

std::string CheckString(const v1::Rule& rule, const std::string& text) {
  if (text.empty()) return "";
  size_t most = rule.max_length() ? rule.max_length() : kDefaultLength;
  auto length = Utf8Length(text);
  if (!length) return "is not valid UTF-8";
  if (*length > most) {
    return "has " + std::to_string(*length) + " characters: expected at most " +
           std::to_string(most);
  }
  return CheckFormat(rule.format(), text);
}

std::string CheckNumber(const v1::Rule& rule, int64_t value) {
  int64_t most = rule.max() ? rule.max() : kDefaultMax;
  if (value >= rule.min() && value <= most) return "";
  return "is " + std::to_string(value) + ": expected a number from " + std::to_string(rule.min()) +
         " to " + std::to_string(most);
}

// Walks one request and collects what is wrong with it.
class Checker {
 public:
  // `names_resource`: the request names the record by an id of its own, as a verb does, so that the
  // resource in it need not.
  Checker(const FieldMask* mask, bool names_resource)
      : mask_(mask), names_resource_(names_resource) {}

  void CheckMessage(const Message& message, const Path& path, bool masked) {
    for (const auto& rule : RulesOf(message.GetDescriptor())) {
      if (rule.output_only && rule.field->name() != "id") continue;
      Path at{&path, &rule.field->name(), -1};
      if (rule.field->is_repeated()) {
        CheckRepeated(message, rule, at, masked);
      } else {
        CheckSingle(message, rule, at, masked);
      }
    }
  }

  std::vector<FieldViolation> violations;

 private:
  bool Required(const FieldRule& rule, bool masked) const {
    const auto& name = rule.field->name();
    if (masked && name == "id") return !names_resource_;
    if (!rule.required) return false;
    if (!masked) return true;
    if (rule.immutable) return name == "code";
    if (mask_->paths_size() == 0) return true;
    const auto& paths = mask_->paths();
    return std::any_of(paths.begin(), paths.end(),
                       [&](const auto& p) { return p == "*" || p == name; });
  }

  void Violation(const Path& at, const std::string& description) {
    if (!description.empty() && violations.size() < kMostViolations) {
      violations.push_back({at.Text(), description});
    }
  }

  void CheckRepeated(const Message& message, const FieldRule& rule, Path at, bool masked) {
    const auto* reflection = message.GetReflection();
    const auto* field = rule.field;
    int size = reflection->FieldSize(message, field);
    int most = rule.rule.max_items() ? static_cast<int>(rule.rule.max_items()) : kDefaultItems;
    if (size == 0 && Required(rule, masked)) Violation(at, "is required");
    if (size > most) {
      Violation(at,
                "has " + std::to_string(size) + " items: expected at most " + std::to_string(most));
      return;
    }
    std::string scratch;
    for (at.index = 0; at.index < size; ++at.index) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const auto& text =
            reflection->GetRepeatedStringReference(message, field, at.index, &scratch);
        Violation(at, text.empty() ? "is empty" : CheckString(rule.rule, text));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        CheckEnum(field, reflection->GetRepeatedEnumValue(message, field, at.index), at, true);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CheckMessage(reflection->GetRepeatedMessage(message, field, at.index), at, false);
      }
    }
  }

  void CheckSingle(const Message& message, const FieldRule& rule, const Path& at, bool masked) {
    const auto* reflection = message.GetReflection();
    const auto* field = rule.field;
    bool required = Required(rule, masked);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        if (field->type() == FieldDescriptor::TYPE_BYTES) break;
        std::string scratch;
        const auto& text = reflection->GetStringReference(message, field, &scratch);
        Violation(at, text.empty() && required ? "is required" : CheckString(rule.rule, text));
        break;
      }
      case FieldDescriptor::CPPTYPE_INT32:
        Violation(at, CheckNumber(rule.rule, reflection->GetInt32(message, field)));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        Violation(at, CheckNumber(rule.rule, reflection->GetInt64(message, field)));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        CheckEnum(field, reflection->GetEnumValue(message, field), at, required);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        CheckSub(message, field, at, required, masked);
        break;
      default:
        break;
    }
  }

  void CheckEnum(const FieldDescriptor* field, int value, const Path& at, bool required) {
    if (value == 0 && !required) return;
    if (value != 0 && field->enum_type()->FindValueByNumber(value) != nullptr) return;
    std::string known;
    for (int i = 1; i < field->enum_type()->value_count(); ++i) {
      known += (known.empty() ? "" : ", ") + field->enum_type()->value(i)->name();
    }
    Violation(at, value == 0 ? "is required: expected one of " + known
                             : "is " + std::to_string(value) + ": expected one of " + known);
  }

  void CheckSub(const Message& message, const FieldDescriptor* field, const Path& at, bool required,
                bool masked) {
    const auto* reflection = message.GetReflection();
    if (!reflection->HasField(message, field)) {
      if (required) Violation(at, "is required");
      return;
    }
    const auto& sub = reflection->GetMessage(message, field);
    if (field->message_type() == Timestamp::descriptor()) {
      const auto& time = static_cast<const Timestamp&>(sub);
      bool good = time.seconds() >= kFirstSecond && time.seconds() <= kLastSecond &&
                  time.nanos() >= 0 && time.nanos() < 1'000'000'000;
      Violation(at, good ? "" : "is not a timestamp of the years 1 to 9999");
    } else if (field->message_type() == FieldMask::descriptor()) {
      // What the paths may be is the resource's to say (MaskedFields); here, how many there are.
      int paths = static_cast<const FieldMask&>(sub).paths_size();
      if (paths > kDefaultItems) {
        Violation(at, "has " + std::to_string(paths) + " paths: expected at most " +
                          std::to_string(kDefaultItems));
      }
    } else {
      // The resource that an update mask is about is the request's first message.
      CheckMessage(sub, at, mask_ != nullptr && !masked && at.is_top());
    }
  }

  const FieldMask* mask_;
  bool names_resource_;
};

// The request's update mask; an absent one counts as an empty one.
const FieldMask* MaskOf(const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("update_mask");
  if (field == nullptr) return nullptr;
  return static_cast<const FieldMask*>(&request.GetReflection()->GetMessage(request, field));
}

}  // namespace

void Validate(const Message& request) {
  Checker checker(MaskOf(request), request.GetDescriptor()->FindFieldByName("id") != nullptr);
  checker.CheckMessage(request, Path{}, false);
  if (!checker.violations.empty()) throw InvalidFields(std::move(checker.violations));
}

}  // namespace champions::rpc
