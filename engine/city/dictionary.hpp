// SPDX-License-Identifier: Apache-2.0
// The texts of a text column: each distinct text once, numbered in input order. Branches share a dictionary;
// the first new text in a branch starts an overlay on it, so nothing that is shared is ever changed.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace conurb::city {

class Dictionary {
 public:
  Dictionary() = default;
  /// An overlay: knows all of `base` and grows beyond it without changing it.
  explicit Dictionary(std::shared_ptr<const Dictionary> base);

  /// Code of a text, or -1 if it was never interned.
  [[nodiscard]] std::int32_t find(std::string_view text) const;
  /// Code of a text, added if new. Throws Error limit beyond 2^31 - 2 texts.
  std::int32_t intern(std::string_view text);
  /// Text of a code; "" for -1 (null). Valid as long as the dictionary lives; NUL-terminated. Throws Error
  /// invalid_argument for a code that was never given.
  [[nodiscard]] const std::string& text(std::int32_t code) const;
  /// Number of distinct texts; codes are 0 … size() - 1.
  [[nodiscard]] std::int32_t size() const { return first_ + static_cast<std::int32_t>(own_.size()); }

 private:
  std::shared_ptr<const Dictionary> base_;
  std::int32_t first_ = 0;
  std::deque<std::string> own_;  // a deque keeps the strings where the index points
  std::unordered_map<std::string_view, std::int32_t> index_;
};

}  // namespace conurb::city
