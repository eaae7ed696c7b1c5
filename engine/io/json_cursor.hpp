// SPDX-License-Identifier: Apache-2.0
// Walks JSON text member by member without building anything: finds where values begin and end, so that a
// large file can be read in pieces. What is inside a skipped container is not checked here; whoever uses the
// piece checks it.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace conurb::io {

/// Thrown inside the JSON readers when the text is not JSON (RFC 8259). Readers turn it into an Error or a
/// Finding.
struct JsonFault {
  const char* what;     ///< static text
  const char* at;       ///< place in the buffer
  bool number = false;  ///< only a number was refused
};

/// Nesting beyond this is refused everywhere (real city files need less than 20).
inline constexpr int kMaxJsonDepth = 1024;

/// Reads up to seven decimal digits at p, where eight bytes can be read, without a branch for each. Returns
/// their number; eight means that there may be more, and then `value` is not set. The eight bytes are one
/// word: take '0' off each, move the digits to the top and add up pairs, fours and eights by multiplication.
inline unsigned read_digits(const char* p, std::uint32_t& value) {
  if constexpr (std::endian::native != std::endian::little) {
    unsigned digits = 0;
    for (value = 0; digits < 8 && p[digits] >= '0' && p[digits] <= '9'; ++digits) {
      value = value * 10 + static_cast<std::uint32_t>(p[digits] - '0');
    }
    return digits;
  }
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  word ^= 0x3030303030303030u;
  const std::uint64_t other = (word | (word + 0x7676767676767676u)) & 0x8080808080808080u;
  const auto count = static_cast<unsigned>(std::countr_zero(other)) / 8;
  if (count == 0 || count == 8) return count;
  word <<= 64 - 8 * count;
  word = (word * 10 + (word >> 8)) & 0x00FF00FF00FF00FFu;
  word = (word * 100 + (word >> 16)) & 0x0000FFFF0000FFFFu;
  value = static_cast<std::uint32_t>(word * 10000 + (word >> 32));
  return count;
}

/// A string token: the characters between the quotes, escapes still in place.
struct JsonString {
  std::string_view raw;
  bool escaped = false;    ///< has a backslash
  bool non_ascii = false;  ///< has a byte above 127
  bool control = false;    ///< has a byte below 32, which JSON forbids
  /// Whether `raw` is the text itself.
  [[nodiscard]] bool plain() const { return !escaped && !non_ascii && !control; }
};

/// Cursor over a buffer it does not own. Every function throws JsonFault at the end of the buffer or on a
/// wrong character. Cheap to copy.
class JsonCursor {
 public:
  JsonCursor(const char* begin, const char* end) : p_(begin), end_(end) {}
  explicit JsonCursor(std::string_view text) : JsonCursor(text.data(), text.data() + text.size()) {}

  [[nodiscard]] const char* position() const { return p_; }
  [[nodiscard]] const char* end() const { return end_; }
  /// Goes on at `position`, which lies between position() and end().
  void move_to(const char* position) { p_ = position; }
  void skip_space() {
    while (p_ < end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t')) ++p_;
  }
  /// Whether nothing but space is left.
  [[nodiscard]] bool at_end() {
    skip_space();
    return p_ == end_;
  }
  /// Next character that is not space, not consumed.
  [[nodiscard]] char peek() {
    skip_space();
    if (p_ == end_) throw JsonFault{"the text ends in the middle of a value", p_};
    return *p_;
  }
  /// Consumes `c` if it comes next.
  bool accept(char c) {
    if (peek() != c) return false;
    ++p_;
    return true;
  }
  void expect(char c, const char* otherwise) {
    if (!accept(c)) throw JsonFault{otherwise, p_};
  }
  /// Consumes a string token.
  JsonString string();
  /// Consumes a whole number below 10^9 that is followed by space, ',' or a closing bracket; else consumes
  /// nothing and returns false.
  bool small_number(std::uint32_t& number) {
    const char* p = p_;
    std::uint32_t value = 0;
    for (; p < end_ && *p >= '0' && *p <= '9'; ++p) value = value * 10 + static_cast<std::uint32_t>(*p - '0');
    const auto digits = p - p_;
    if (digits == 0 || digits > 9 || (digits > 1 && *p_ == '0') || p == end_) return false;
    if (*p != ',' && *p != ']' && *p != '}' && *p != ' ' && *p != '\n' && *p != '\r' && *p != '\t')
      return false;
    p_ = p;
    number = value;
    return true;
  }
  /// Consumes one value of any kind and returns its text. Containers are only matched bracket by bracket,
  /// scalars end at the next delimiter.
  std::string_view value();

  /// Consumes an object; calls member(JsonString key) for each with the cursor before the value, which member
  /// consumes.
  template <class Member>
  void object(Member member) {
    expect('{', "expected '{'");
    if (accept('}')) return;
    do {
      const JsonString key = string();
      expect(':', "expected ':' after a key");
      skip_space();
      member(key);
    } while (accept(','));
    expect('}', "expected ',' or '}'");
  }
  /// Consumes an array; calls element(index) for each with the cursor before the value, which element
  /// consumes.
  template <class Element>
  void array(Element element) {
    expect('[', "expected '['");
    if (accept(']')) return;
    std::uint32_t index = 0;
    do {
      skip_space();
      element(index++);
    } while (accept(','));
    expect(']', "expected ',' or ']'");
  }

 private:
  const char* p_;
  const char* end_;
};

/// Whether `text` is exactly one JSON number (RFC 8259 section 6).
[[nodiscard]] bool is_json_number(std::string_view text);
/// Whether `text` is exactly one JSON number without fraction and exponent.
[[nodiscard]] bool is_json_integer(std::string_view text);

}  // namespace conurb::io
