#include "rpc/validate.h"

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>

#include "base/civil.h"
#include "base/refusal.h"
#include "base/text.h"
#include "champions/v1/options.pb.h"
#include "google/api/field_behavior.pb.h"

namespace champions::rpc {
namespace {

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

bool Has(const FieldDescriptor* field, google::api::FieldBehavior behavior) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

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

  void CheckMessage(const Message& message, const std::string& path, bool masked) {
    const auto* descriptor = message.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const auto* field = descriptor->field(i);
      std::string name = path.empty() ? field->name() : path + "." + field->name();
      if (Has(field, google::api::OUTPUT_ONLY) && field->name() != "id") continue;
      if (field->is_repeated()) {
        CheckRepeated(message, field, name, masked);
      } else {
        CheckSingle(message, field, name, masked);
      }
    }
  }

  std::vector<FieldViolation> violations;

 private:
  bool Required(const FieldDescriptor* field, bool masked) const {
    if (masked && field->name() == "id") return !names_resource_;
    if (!Has(field, google::api::REQUIRED)) return false;
    if (!masked) return true;
    if (Has(field, google::api::IMMUTABLE)) return field->name() == "code";
    if (mask_->paths_size() == 0) return true;
    const auto& paths = mask_->paths();
    return std::any_of(paths.begin(), paths.end(),
                       [&](const auto& p) { return p == "*" || p == field->name(); });
  }

  void Violation(const std::string& field, const std::string& description) {
    if (!description.empty() && violations.size() < kMostViolations) {
      violations.push_back({field, description});
    }
  }

  void CheckRepeated(const Message& message, const FieldDescriptor* field, const std::string& name,
                     bool masked) {
    const auto* reflection = message.GetReflection();
    const auto& rule = field->options().GetExtension(v1::rule);
    int size = reflection->FieldSize(message, field);
    int most = rule.max_items() ? static_cast<int>(rule.max_items()) : kDefaultItems;
    if (size == 0 && Required(field, masked)) Violation(name, "is required");
    if (size > most) {
      Violation(name,
                "has " + std::to_string(size) + " items: expected at most " + std::to_string(most));
      return;
    }
    for (int i = 0; i < size; ++i) {
      std::string item = name + "[" + std::to_string(i) + "]";
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        std::string text = reflection->GetRepeatedString(message, field, i);
        Violation(item, text.empty() ? "is empty" : CheckString(rule, text));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        CheckEnum(field, reflection->GetRepeatedEnumValue(message, field, i), item, true);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CheckMessage(reflection->GetRepeatedMessage(message, field, i), item, false);
      }
    }
  }

  void CheckSingle(const Message& message, const FieldDescriptor* field, const std::string& name,
                   bool masked) {
    const auto* reflection = message.GetReflection();
    const auto& rule = field->options().GetExtension(v1::rule);
    bool required = Required(field, masked);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        if (field->type() == FieldDescriptor::TYPE_BYTES) break;
        std::string text = reflection->GetString(message, field);
        Violation(name, text.empty() && required ? "is required" : CheckString(rule, text));
        break;
      }
      case FieldDescriptor::CPPTYPE_INT32:
        Violation(name, CheckNumber(rule, reflection->GetInt32(message, field)));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        Violation(name, CheckNumber(rule, reflection->GetInt64(message, field)));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        CheckEnum(field, reflection->GetEnumValue(message, field), name, required);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        CheckSub(message, field, name, required, masked);
        break;
      default:
        break;
    }
  }

  void CheckEnum(const FieldDescriptor* field, int value, const std::string& name, bool required) {
    if (value == 0 && !required) return;
    if (value != 0 && field->enum_type()->FindValueByNumber(value) != nullptr) return;
    std::string known;
    for (int i = 1; i < field->enum_type()->value_count(); ++i) {
      known += (known.empty() ? "" : ", ") + field->enum_type()->value(i)->name();
    }
    Violation(name, value == 0 ? "is required: expected one of " + known
                               : "is " + std::to_string(value) + ": expected one of " + known);
  }

  void CheckSub(const Message& message, const FieldDescriptor* field, const std::string& name,
                bool required, bool masked) {
    const auto* reflection = message.GetReflection();
    if (!reflection->HasField(message, field)) {
      if (required) Violation(name, "is required");
      return;
    }
    const auto& sub = reflection->GetMessage(message, field);
    if (field->message_type() == Timestamp::descriptor()) {
      const auto& time = static_cast<const Timestamp&>(sub);
      bool good = time.seconds() >= kFirstSecond && time.seconds() <= kLastSecond &&
                  time.nanos() >= 0 && time.nanos() < 1'000'000'000;
      Violation(name, good ? "" : "is not a timestamp of the years 1 to 9999");
    } else if (field->message_type() == FieldMask::descriptor()) {
      // What the paths may be is the resource's to say (MaskedFields); here, how many there are.
      int paths = static_cast<const FieldMask&>(sub).paths_size();
      if (paths > kDefaultItems) {
        Violation(name, "has " + std::to_string(paths) + " paths: expected at most " +
                            std::to_string(kDefaultItems));
      }
    } else {
      // The resource that an update mask is about is the request's first message.
      CheckMessage(sub, name, mask_ != nullptr && !masked && name.find('.') == std::string::npos);
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
  checker.CheckMessage(request, "", false);
  if (!checker.violations.empty()) throw InvalidFields(std::move(checker.violations));
}

}  // namespace champions::rpc
