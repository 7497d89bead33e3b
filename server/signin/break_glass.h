// What an operator on the server's machine may do for somebody who cannot sign in.
#pragma once

#include <string>

#include "auth/authenticator.h"
#include "db/transaction.h"
#include "signin/known_passwords.h"

namespace champions::signin {

// See app/admin.h, SetPassword. The caller commits; servers that run notice within a second.
void BreakGlass(db::Transaction& transaction, const auth::Authenticator& authenticator,
                const std::string& email, const std::string& password, bool without_totp,
                const std::string& password_words, const KnownPasswords& known);

// Links the enabled user with this address to an account of the issuer, in the place of the one
// that the user was linked to, and ends the user's sessions. Throws std::runtime_error where the
// account is another user's.
void LinkByHand(db::Transaction& transaction, const std::string& issuer, const std::string& email,
                const std::string& subject);

}  // namespace champions::signin
