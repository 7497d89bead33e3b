// A request over HTTP as a handler is given it, and what is refused before one is asked.
#pragma once

#include <boost/beast/http.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/http_server.h"

namespace champions::gateway {

// Of the caller, as the edge saw it.
std::string AddressOf(const boost::beast::http::fields& fields);

// `/console` of `/console/sign-in?a`, where that is the prefix; not `/consoles`.
bool IsBelow(std::string_view target, std::string_view prefix);

// What is to be said before anybody looks at the page; nothing where that may be done.
std::optional<HttpAnswer> RefusePage(
    const boost::beast::http::request<boost::beast::http::string_body>& request);
HttpAnswer TooLarge();

HttpRequest PageRequest(
    const boost::beast::http::request<boost::beast::http::string_body>& request);

}  // namespace champions::gateway
