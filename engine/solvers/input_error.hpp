// SPDX-License-Identifier: Apache-2.0
// The one exception of the plugins' cores. They know no engine, so it has a type of its own; the part that
// maps columns turns it into a status and a text.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace conurb::solvers {

/// A caller's value, a table's or a file's text is not usable. what() reads "where: what; remedy".
class InputError : public std::runtime_error {
 public:
  /// `what` names the object, the value and the limit; `where` the table or file and the line (may be
  /// empty); `remedy` what to do next (may be empty).
  explicit InputError(const std::string& what, std::string where = {}, const std::string& remedy = {})
      : std::runtime_error((where.empty() ? "" : where + ": ") + what +
                           (remedy.empty() ? "" : "; " + remedy)),
        where_(std::move(where)) {}

  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  std::string where_;
};

}  // namespace conurb::solvers
