// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/text_limits.hpp"

#include "plugins/energy/error.hpp"

namespace conurb::energy {

std::string_view bounded_text(std::string_view text, const std::string& where) {
  if (text.size() > kTextLimit) {
    throw InputError(
        "has " + std::to_string(text.size()) + " bytes, at most " + std::to_string(kTextLimit) + " are read",
        where, "part the grid into several files");
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

std::string too_many_values() {
  return "has more than " + std::to_string(kValueLimit) + " values";
}

}  // namespace conurb::energy
