// How many guesses a password takes of somebody who tries the likeliest first, as zxcvbn estimates
// it (libzxcvbn): common passwords and words, names, dates, rows of keys, repetitions, those spelt
// with digits, and words of the person and the place.
#pragma once

#include <string>
#include <vector>

namespace champions::signin {

// log2 of them. `words` are in lower case and tried before all others.
double GuessBits(const std::string& password, const std::vector<std::string>& words);

// The words that names are made of, and those of the product and its roles: what the page on
// sign-in lists. Names may be addresses; what is shorter than three characters is left out.
std::vector<std::string> ContextWords(const std::vector<std::string>& names);

}  // namespace champions::signin
