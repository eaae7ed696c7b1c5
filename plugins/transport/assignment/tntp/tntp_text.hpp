// SPDX-License-Identifier: Apache-2.0
// The text form under both TNTP files: lines of words, comments, metadata.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/transport/assignment/import.hpp"

namespace conurb::transport::assignment {

class TntpText {
 public:
  /// Reads the metadata up to <END OF METADATA>. Throws InputError where that is missing.
  explicit TntpText(const SourceText& source);

  /// The number after a tag, such as "NUMBER OF ZONES"; none where it does not stand. Throws InputError where
  /// it is no number.
  [[nodiscard]] std::optional<double> metadata(const std::string& tag) const;
  /// The same where it must stand and be a whole number from `least` to `most`.
  [[nodiscard]] std::int32_t whole_metadata(const std::string& tag, std::int32_t least,
                                            std::int32_t most) const;

  /// Goes to the next line that holds more than blanks and comments; false at the end.
  bool next_line();
  /// The next word of the line; ":" and ";" are words. Empty at the end of the line.
  std::string_view word();
  /// The word as a finite number, or as a whole number from `least` to `most`; `what` names it in messages.
  [[nodiscard]] double number(std::string_view word, std::string_view what) const;
  [[nodiscard]] std::int32_t whole(std::string_view word, std::string_view what, std::int32_t least,
                                   std::int32_t most) const;

  [[nodiscard]] std::int64_t line() const { return line_number_; }
  [[nodiscard]] const std::string& where() const { return where_; }
  /// Throws InputError at this line.
  [[noreturn]] void refuse(const std::string& what, const std::string& remedy = {}) const;

 private:
  struct Tag {
    std::string_view value;
    std::int64_t line;
  };
  [[noreturn]] void refuse_at(std::int64_t line, const std::string& what, const std::string& remedy) const;
  void read_tag();

  std::string_view text_, line_;
  std::string where_;
  std::size_t next_ = 0;
  std::int64_t line_number_ = 0;
  std::map<std::string, Tag> tags_;
};

}  // namespace conurb::transport::assignment
