// Champions' rights over the processing of their data: what is recorded of them, and its rules.
// What follows from it is in migration 0021, for it holds whatever statement comes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::rights {

using Violations = std::vector<FieldViolation>;

// Enums are as the database writes them, such as `EQUALITY_MONITORING`.
struct Notice {
  std::string id;
  std::string code;
  std::string in_force_on;
  std::string url;
  std::string sha256;
  std::string note;
  int64_t created_at_us = 0;
};

// What all that is recorded of a champion has.
struct Record {
  int organisation_id = 0;
  std::string organisation;  // its code
  std::string id;
  std::string champion;
  std::string recorded_by;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

struct Basis : Record {
  std::string purpose;
  std::string lawful_basis;
  std::string notice_id, notice;  // the latter its code
  std::string informed_on;
  std::string consented_on;
  std::string consent_form;
  std::string withdrawn_on;
  bool refused = false;  // consent was withdrawn, or an objection stands
  bool erased = false;

  bool is_consent() const { return lawful_basis == "CONSENT"; }
};

struct Restriction : Record {
  std::string ground;
  std::string reason;
  std::string subject_request;
  std::string objection;
  std::string told_on;
  std::string lift_reason;
  std::optional<int64_t> lifted_at_us;
  std::string restricted_on;  // in London
};

struct Objection : Record {
  std::string purpose;
  std::string objected_on;
  std::string subject_request;
  std::string state;
  std::string told_on;
  std::string reason;
  bool erased = false;
};

// That a recipient was told of an act, or why not.
struct Notification : Record {
  std::string act;
  std::string recipient;  // "": the data was disclosed to nobody
  std::string told_on;    // this or not_told, with its reason
  std::string not_told;
  std::string reason;
  std::string subject_request;
  std::string withdraw_reason;
  std::optional<int64_t> withdrawn_at_us;
};

// An act of which nothing was recorded since.
struct OwedNotification {
  std::string organisation;  // its code
  std::string champion;
  std::string act;
  std::string acted_on;
  std::string restriction;
  std::string subject_request;
};

// What the register of requests says of one.
struct SubjectRequest {
  std::string kind;
  std::string received_on;
};

// Nobody is erased yet of whom nothing but that is left to do.
bool ErasureDue(const Basis& basis);
bool ErasureDue(const Objection& objection);

// A text that must name nobody. What it holds is not repeated.
void CheckText(const std::string& field, const std::string& text, Violations* violations);
// A day that has come; "" is not given.
void CheckPast(const std::string& field, const std::string& day, const std::string& today,
               Violations* violations);
void CheckNotBefore(const std::string& field, const std::string& day, const std::string& earliest,
                    const std::string& what, Violations* violations);
// Throws where there are any.
void Refuse(Violations violations);

Violations CheckNotice(const Notice& notice);
// What is wrong with a basis that is set.
Violations CheckBasis(const Basis& basis, const std::string& today);

// What is wrong with a notification that is recorded.
Violations CheckNotification(const Notification& notification, const std::string& today);
// The kinds of requests that such an act answers.
std::vector<std::string> KindsAnswered(const std::string& act);
// Acts that are done by this server alone: what it does not know of was not done.
bool IsDoneHere(const std::string& act);

// The right to object is to processing on these bases alone (Article 21(1)), and to CONTACT on any
// (Article 21(2)). `lawful_basis` is "" where none was recorded, which the person need not know.
bool IsObjectable(const std::string& purpose, const std::string& lawful_basis);
// An objection to it keeps the rest from being processed until it is decided.
bool RestrictsWhilePending(const std::string& purpose);

}  // namespace champions::rights
