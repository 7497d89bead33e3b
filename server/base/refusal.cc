#include "base/refusal.h"

#include "base/rights_refusal.h"

namespace champions {

Refusal InvalidField(std::string field, std::string description) {
  return InvalidFields({{std::move(field), std::move(description)}});
}

Refusal InvalidFields(std::vector<FieldViolation> fields) {
  std::string message;
  for (const auto& violation : fields) {
    if (!message.empty()) message += "; ";
    message += violation.field + ": " + violation.description;
  }
  Refusal refusal(Code::kInvalidArgument, "INVALID_FIELD", std::move(message));
  refusal.fields = std::move(fields);
  return refusal;
}

Refusal NotFound(const std::string& kind, const std::string& name) {
  Refusal refusal(Code::kNotFound, "NOT_FOUND", "there is no " + kind + " '" + name + "'");
  return refusal.With("kind", kind).With("name", name);
}

Refusal NotFoundAt(const std::string& field, const std::string& kind, const std::string& name) {
  Refusal refusal = NotFound(kind, name);
  refusal.fields = {{field, refusal.message}};
  refusal.message = field + ": " + refusal.message;
  return refusal;
}

Refusal AlreadyExists(const std::string& kind, const std::string& name) {
  bool vowel = std::string("aeiou").find(kind.front()) != std::string::npos;
  Refusal refusal(
      Code::kAlreadyExists, "ALREADY_EXISTS",
      std::string("there is already ") + (vowel ? "an " : "a ") + kind + " '" + name + "'");
  return refusal.With("kind", kind).With("name", name);
}

Refusal EtagMismatch(const std::string& kind, const std::string& name) {
  Refusal refusal(Code::kAborted, "ETAG_MISMATCH",
                  kind + " '" + name + "' changed since it was read: read it again");
  return refusal.With("kind", kind).With("name", name);
}

Refusal TransitionNotAllowed(const std::string& kind, const std::string& verb,
                             const std::string& state, const std::vector<std::string>& allowed) {
  std::string verbs;
  for (const auto& one : allowed) verbs += (verbs.empty() ? "" : ", ") + one;
  Refusal refusal(Code::kFailedPrecondition, "TRANSITION_NOT_ALLOWED",
                  verb + " is not allowed: the " + kind + " is " + state + ", which allows " +
                      (verbs.empty() ? "no change of state" : verbs));
  return refusal.With("state", state).With("verb", verb).With("allowed", verbs);
}

Refusal LateReasonRequired(const std::string& quarter) {
  std::string which = quarter.empty() ? "a closed quarter" : quarter + ", which is closed";
  std::string what =
      "is empty: this changes figures of " + which + ": expected a few words on why it comes late";
  Refusal refusal(Code::kFailedPrecondition, "LATE_REASON_REQUIRED", "late_reason: " + what);
  refusal.fields = {{"late_reason", what}};
  return quarter.empty() ? refusal : refusal.With("quarter", quarter);
}

Refusal ChampionRestricted(const std::string& champion) {
  Refusal refusal(
      Code::kFailedPrecondition, "CHAMPION_RESTRICTED",
      "processing of this champion is restricted: what is held is only stored, until the "
      "restriction is lifted");
  return champion.empty() ? refusal : refusal.With("champion", champion);
}

Refusal PurposeRefused(const std::string& purpose, const std::string& champion) {
  Refusal refusal(Code::kFailedPrecondition, "PURPOSE_REFUSED",
                  "this champion withdrew consent to " + purpose +
                      " or objects to it: only a new consent allows it");
  refusal.With("purpose", purpose);
  return champion.empty() ? refusal : refusal.With("champion", champion);
}

Refusal Overloaded(const std::string& what) {
  Refusal refusal(Code::kResourceExhausted, "OVERLOADED", what + ": try again shortly");
  refusal.retry_after = std::chrono::milliseconds(250);
  return refusal;
}

}  // namespace champions
