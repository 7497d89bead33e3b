#include "support/recipe.h"

#include <map>
#include <set>

#include "champions/v1/options.pb.h"
#include "google/api/field_behavior.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Fields that name another object, and its kind.
const std::map<std::string, std::string> kReferences = {{"organisation", "Organisation"},
                                                        {"organisations", "Organisation"},
                                                        {"champion", "Champion"},
                                                        {"survivor", "Champion"},
                                                        {"other_champion", "Survivor"},
                                                        {"duplicate", "Duplicate"},
                                                        {"award", "Award"},
                                                        {"activity", "Activity"},
                                                        {"programme", "Programme"},
                                                        {"course", "Course"},
                                                        {"course_run", "CourseRun"},
                                                        {"fund", "Fund"},
                                                        {"measure", "Measure"},
                                                        {"user", "User"},
                                                        {"publication", "Publication"},
                                                        {"risk", "Risk"},
                                                        {"schedule", "Schedule"},
                                                        {"job", "ExportJob"},
                                                        {"case", "Case"}};
// Optional references that make a method be about an object, numbers that must not be 0, and what
// makes a method find something.
const std::set<std::string> kWanted = {"champions.v1.Key.user",
                                       "champions.v1.Membership.organisation",
                                       "champions.v1.TotalsFilters.organisations",
                                       "champions.v1.Risk.impact",
                                       "champions.v1.Risk.probability",
                                       "champions.v1.FindDuplicatesRequest.given_name",
                                       "champions.v1.FindDuplicatesRequest.family_name",
                                       "champions.v1.PrivacyNotice.url",
                                       "champions.v1.RecordRecipientNotificationRequest.recipient",
                                       "champions.v1.RecordRecipientNotificationRequest.told_on",
                                       "champions.v1.ListChangesRequest.organisations",
                                       "champions.v1.WatchChangesRequest.organisations",
                                       "champions.v1.WatchChangesRequest.end_after_ms"};
const std::set<std::string> kNamedByCode = {"Organisation", "Programme", "Course",
                                            "Fund",         "Schedule",  "ProcessingActivity",
                                            "PrivacyNotice"};
// Where the first value of an enum is not what a caller would send.
const std::map<std::string, std::string> kEnums = {
    {"champions.v1.TrainingRecord.outcome", "TRAINING_OUTCOME_COMPLETED"},
    {"champions.v1.CorrectTrainingRequest.outcome", "TRAINING_OUTCOME_COMPLETED"},
    {"champions.v1.Membership.role", "ROLE_COORDINATOR"},
    {"champions.v1.ChampionBasis.lawful_basis", "LAWFUL_BASIS_PUBLIC_TASK"}};
// Short texts without a meaning to the server.
const std::set<std::string> kTexts = {
    "name",      "title",     "given_name", "family_name",       "reason",          "comment",
    "objective", "unit",      "text",       "account",           "outcome",         "theme",
    "response",  "purpose",   "controller", "people_categories", "data_categories", "summary",
    "recipient", "reference", "password",   "old_password",      "new_password",    "totp_code",
    "id_token"};
// Texts that mean something, such as numbers, which are text in a row of a file.
const std::map<std::string, std::string> kMeaningful = {
    {"champions.v1.MeasureRow.number", "5"},
    {"champions.v1.Ward.code", "E05013542"},
    {"champions.v1.FindDuplicatesRequest.given_name", kPersonalWord},
    {"champions.v1.FindDuplicatesRequest.family_name", kPersonalWord},
    {"champions.v1.Reading.value", "42.7"},
    {"champions.v1.BudgetLine.year", "2024-25"},
    {"champions.v1.GetBudgetRequest.year", "2024-25"},
    {"champions.v1.BudgetRow.year", "2024/25"},
    {"champions.v1.BudgetRow.kind", "contribution"},
    {"champions.v1.BudgetRow.amount_gbp", "12.50"},
    {"champions.v1.SignInWithPasswordRequest.email", "ada@example.org"},
    {"champions.v1.PrivacyNotice.url", "https://example.org/privacy"},
    {"champions.v1.ReferCaseRequest.to", "the local authority"},
    {"champions.v1.DiffFiguresRequest.from", "2024-07-01T00:00:00Z"}};

constexpr int64_t kSomeSecond = 1'714'900'000;  // 5 May 2024
constexpr const char* kSomeDay = "2024-05-05";
constexpr const char* kSomeQuarter = "2024-25-Q1";

bool Has(const FieldDescriptor* field, google::api::FieldBehavior behavior) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

bool Required(const FieldDescriptor* field) { return Has(field, google::api::REQUIRED); }

bool StartsWith(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

bool IsName(const FieldDescriptor* field) {
  return field->name() == "id" || field->name() == "code";
}

}  // namespace

Recipe::Recipe(const google::protobuf::MethodDescriptor* method, const World& world)
    : method_(method), world_(world) {
  const auto* output = method->output_type();
  if (output->field_count() > 0 && output->field(0)->message_type() != nullptr) {
    resource_ = output->field(0)->message_type()->name();
  }
  FindObject(method->input_type());
  missing_ = kNamedByCode.count(kind_) ? "MISSING-" + std::string(8, 'X') : NewRequestId();
}

// The kind of object that a field names; empty where it names none.
std::string Recipe::KindOf(const Field* field) const {
  if (field->cpp_type() != Field::CPPTYPE_STRING) return "";
  if (IsName(field)) {
    bool top = field->containing_type() == method_->input_type();
    bool updated =
        StartsWith(method_->name(), "Update") && field->containing_type()->name() == resource_;
    return top || updated ? resource_ : "";
  }
  auto found = kReferences.find(field->name());
  return found == kReferences.end() ? "" : found->second;
}

bool Recipe::Wanted(const Field* field) const {
  if (Required(field) || kWanted.count(field->full_name())) return true;
  if (field->message_type() != nullptr && field->message_type()->name() == "TotalsFilters") {
    return true;
  }
  bool list = StartsWith(method_->name(), "List") || StartsWith(method_->name(), "Export") ||
              StartsWith(method_->name(), "Count");
  if (list && field->name() == "organisation") return true;
  // An update names its object in the resource, where the id is otherwise the server's to give.
  return field->name() == "id" && !KindOf(field).empty();
}

// The object that the method is about: the one named by id or code, or else the first reference to
// something of an organisation, or else the first reference.
void Recipe::FindObject(const Descriptor* message) {
  for (int i = 0; i < message->field_count(); ++i) {
    const auto* field = message->field(i);
    if (!Wanted(field)) continue;
    auto kind = KindOf(field);
    if (!kind.empty()) {
      bool better = kind_.empty() || (!owned() && world_.own.count(kind));
      if (IsName(field) || better) {
        kind_ = kind;
        filter_ = !Required(field) && !IsName(field) && !kWanted.count(field->full_name());
        filter_ = filter_ || message->name() == "TotalsFilters";
      }
      if (IsName(field)) return;
    } else if (field->message_type() != nullptr) {
      FindObject(field->message_type());
    }
  }
}

std::string Recipe::ObjectAt(Place place) const {
  if (place == Place::kMissing) return missing_;
  for (const auto* objects :
       {place == Place::kForeign ? &world_.foreign : &world_.own, &world_.shared}) {
    auto found = objects->find(kind_);
    if (found != objects->end()) return found->second;
  }
  return "";
}

// Only the object itself is missing; what else is named is there, of the same organisation.
std::string Recipe::Reference(const std::string& kind, Place place) {
  if (kind == kind_) {
    auto object = ObjectAt(place);
    if (object.empty()) problems_.push_back("support/world.cc makes no " + kind);
    return object;
  }
  const auto& owned = place == Place::kForeign ? world_.foreign : world_.own;
  for (const auto* objects : {&owned, &world_.shared}) {
    auto found = objects->find(kind);
    if (found != objects->end()) return found->second;
  }
  problems_.push_back("support/world.cc makes no " + kind);
  return "";
}

std::unique_ptr<Message> Recipe::Make(Place place, google::protobuf::MessageFactory* factory) {
  std::unique_ptr<Message> request(factory->GetPrototype(method_->input_type())->New());
  Fill(request.get(), place);
  return request;
}

void Recipe::Fill(Message* message, Place place) {
  const auto* descriptor = message->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    if (field->name() == "validate_only") {
      message->GetReflection()->SetBool(message, field, true);
    } else if (field->name() == "update_mask") {
      FillMask(message, field);
    } else if (Wanted(field) || field->name() == "amount_pence") {
      FillField(message, field, place);
    }
  }
}

void Recipe::FillField(Message* message, const Field* field, Place place) {
  const auto* reflection = message->GetReflection();
  switch (field->cpp_type()) {
    case Field::CPPTYPE_STRING:
      return FillText(message, field, place);
    case Field::CPPTYPE_INT32:
      return reflection->SetInt32(message, field, 1);
    case Field::CPPTYPE_INT64:
      return reflection->SetInt64(message, field, 1);
    case Field::CPPTYPE_ENUM: {
      auto named = kEnums.find(field->full_name());
      const auto* type = field->enum_type();
      return reflection->SetEnum(
          message, field,
          named == kEnums.end() ? type->value(1) : type->FindValueByName(named->second));
    }
    case Field::CPPTYPE_MESSAGE: {
      auto* sub = field->is_repeated() ? reflection->AddMessage(message, field)
                                       : reflection->MutableMessage(message, field);
      if (sub->GetDescriptor()->full_name() == "google.protobuf.Timestamp") {
        return sub->GetReflection()->SetInt64(sub, sub->GetDescriptor()->FindFieldByName("seconds"),
                                              kSomeSecond);
      }
      return Fill(sub, place);
    }
    default:
      problems_.push_back("support/recipe.cc cannot fill " + field->full_name());
  }
}

void Recipe::FillText(Message* message, const Field* field, Place place) {
  std::string text;
  auto kind = KindOf(field);
  auto format = field->options().GetExtension(v1::rule).format();
  auto meaningful = kMeaningful.find(field->full_name());
  if (!kind.empty()) {
    text = Reference(kind, place);
  } else if (field->name() == "request_id") {
    text = NewRequestId();
  } else if (meaningful != kMeaningful.end()) {
    text = meaningful->second;
  } else if (field->name() == "code") {
    text = "NEW-CODE";
  } else if (format == v1::FORMAT_DATE) {
    text = kSomeDay;
  } else if (format == v1::FORMAT_QUARTER) {
    text = kSomeQuarter;
  } else if (kTexts.count(field->name())) {
    text = "some text";
  } else {
    problems_.push_back("support/recipe.cc cannot fill " + field->full_name());
  }
  const auto* reflection = message->GetReflection();
  if (field->is_repeated()) {
    reflection->AddString(message, field, text);
  } else {
    reflection->SetString(message, field, text);
  }
}

// One field that every object has and callers may change.
void Recipe::FillMask(Message* message, const Field* field) const {
  const auto* descriptor = message->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* type = descriptor->field(i)->message_type();
    if (type == nullptr || type->name() != resource_) continue;
    for (int j = 0; j < type->field_count(); ++j) {
      const auto* candidate = type->field(j);
      if (!Required(candidate) || Has(candidate, google::api::IMMUTABLE)) continue;
      auto* mask = message->GetReflection()->MutableMessage(message, field);
      const auto* paths = mask->GetDescriptor()->FindFieldByName("paths");
      return mask->GetReflection()->AddString(mask, paths, candidate->name());
    }
  }
}

}  // namespace champions::test
