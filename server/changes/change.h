// The change feed: what may be told to whom. Rules and types; no proto, no SQL.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auth/principal.h"

namespace champions::changes {

struct Change {
  int64_t number = 0;  // its place in the feed
  std::string kind, record, organisation, action;
  int version = 0;
  int64_t changed_at_us = 0;
};

// What a caller asks for.
struct Wanted {
  std::vector<std::string> organisations, kinds;  // of the filter; codes and labels
  std::string cursor;
  bool from_now = false;
};

// What a caller is given, after it was found that the caller may.
struct View {
  std::vector<std::string> kinds;     // those that are told
  std::vector<int> organisation_ids;  // of a filter
  bool is_filtered = false;           // by organisations
  // What a cursor is bound to: the filter, and what the caller may see. Not the credential, so that
  // a key can be replaced by another; nor all kinds of a role by name, of which a later server may
  // have more.
  std::string binding;
};

// Where a reader is. `feed` tells one database from another that was restored from it.
struct Position {
  std::string feed;
  int64_t number = 0;
};

// The kinds that the caller is told: those wanted, or all that it may list where none is named.
// Refuses with PERMISSION_DENIED where one is named that it may not list.
std::vector<std::string> KindsOf(const auth::Principal& principal,
                                 const std::vector<std::string>& wanted);
std::string BindingOf(const auth::Principal& principal,
                      const std::vector<std::string>& organisations,
                      const std::vector<std::string>& kinds);

// `feed number`, to be sealed; nothing good gives the position of no feed.
std::string ToText(const Position& position);
Position PositionOf(const std::string& text);

}  // namespace champions::changes
