// Two organisations with one object of every kind each, and what belongs to none, for the tests
// that are about who sees what. A new kind of object is added here first: those tests fail for
// what they find no object of.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace champions::test {

// Personal data of every kind holds this word, and nothing else does.
constexpr const char* kPersonalWord = "Personalia";
// What belongs to an organisation holds its code where it has a text at all.
constexpr const char* kOwn = "OWN-ORGANISATION";
constexpr const char* kForeign = "FOREIGN-ORGANISATION";

// By the name of the message: {"Champion", its id}, {"Organisation", its code}.
using Objects = std::map<std::string, std::string>;

struct World {
  Objects own, foreign;
  // What belongs to no organisation: programmes, courses, funds, measures, budget, users, keys.
  Objects shared;
};

// `run` executes statements as a superuser. The ledger agrees with what is made.
World MakeWorld(const std::function<void(const std::string&)>& run);

}  // namespace champions::test
