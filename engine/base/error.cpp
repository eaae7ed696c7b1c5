// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.hpp"

#include <utility>

namespace conurb {

namespace {

std::string sentence_of(const std::string& what, const std::string& where, const std::string& remedy) {
  std::string text = where.empty() ? what : where + ": " + what;
  if (!remedy.empty()) text += "; " + remedy;
  return text;
}

}  // namespace

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::ok: return "ok";
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::bad_data: return "bad_data";
    case ErrorCode::incompatible: return "incompatible";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::io: return "io";
    case ErrorCode::limit: return "limit";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::plugin_fault: return "plugin_fault";
    case ErrorCode::internal: return "internal";
  }
  return "unknown";
}

Error::Error(ErrorCode code, std::string what, std::string where, std::string remedy)
    : std::runtime_error(sentence_of(what, where, remedy)),
      code_(code),
      message_(std::move(what)),
      where_(std::move(where)),
      remedy_(std::move(remedy)) {}

}  // namespace conurb
