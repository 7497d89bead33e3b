// The names of the cookies. `__Host-` has browsers keep them to this very host, and to TLS.
#pragma once

namespace champions::console {

inline constexpr char kSessionCookie[] = "__Host-champions";
inline constexpr char kPendingCookie[] = "__Host-champions-pending";
inline constexpr char kIssuerCookie[] = "__Host-champions-issuer";

}  // namespace champions::console
