// SPDX-License-Identifier: Apache-2.0
#include "engine/io/json_cursor.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace conurb::io {

namespace {

// A block of 16 bytes as bit masks, bit i for byte i. SSE2 belongs to every x86-64; elsewhere the same by loop.
#if defined(__SSE2__)

class Block {
 public:
  explicit Block(const char* p) : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))) {}
  [[nodiscard]] std::uint32_t equal(char c) const { return mask(_mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c))); }
  /// '[' and '{' differ in one bit only, so do ']' and '}'.
  [[nodiscard]] std::uint32_t open() const { return folded('{'); }
  [[nodiscard]] std::uint32_t close() const { return folded('}'); }
  [[nodiscard]] std::uint32_t non_ascii() const { return mask(bytes_); }
  [[nodiscard]] std::uint32_t control() const {
    const __m128i limit = _mm_set1_epi8(0x1F);
    return mask(_mm_cmpeq_epi8(_mm_max_epu8(bytes_, limit), limit));
  }

 private:
  static std::uint32_t mask(__m128i bits) { return static_cast<std::uint32_t>(_mm_movemask_epi8(bits)); }
  [[nodiscard]] std::uint32_t folded(char c) const {
    return mask(_mm_cmpeq_epi8(_mm_or_si128(bytes_, _mm_set1_epi8(0x20)), _mm_set1_epi8(c)));
  }
  __m128i bytes_;
};

#else

class Block {
 public:
  explicit Block(const char* p) { std::memcpy(bytes_, p, sizeof bytes_); }
  [[nodiscard]] std::uint32_t equal(char c) const {
    return mask([c](unsigned char b) { return b == static_cast<unsigned char>(c); });
  }
  [[nodiscard]] std::uint32_t open() const {
    return mask([](unsigned char b) { return (b | 0x20) == '{'; });
  }
  [[nodiscard]] std::uint32_t close() const {
    return mask([](unsigned char b) { return (b | 0x20) == '}'; });
  }
  [[nodiscard]] std::uint32_t non_ascii() const {
    return mask([](unsigned char b) { return b > 127; });
  }
  [[nodiscard]] std::uint32_t control() const {
    return mask([](unsigned char b) { return b < 32; });
  }

 private:
  template <class Test>
  [[nodiscard]] std::uint32_t mask(Test test) const {
    std::uint32_t bits = 0;
    for (int i = 0; i < 16; ++i) bits |= static_cast<std::uint32_t>(test(bytes_[i])) << i;
    return bits;
  }
  unsigned char bytes_[16];
};

#endif

constexpr std::ptrdiff_t kBlock = 16;

/// Block at p; near the end of the buffer a copy filled up with spaces, which mean nothing to any of the scans.
Block load(const char* p, const char* end) {
  if (end - p >= kBlock) return Block(p);
  char padded[kBlock];
  std::memset(padded, ' ', sizeof padded);
  std::memcpy(padded, p, static_cast<std::size_t>(end - p));
  return Block(padded);
}

/// p stands after the opening quote; returns the closing quote and fills the flags of `token`.
const char* scan_string(const char* p, const char* end, JsonString& token) {
  const char* const first = p;
  while (p < end) {
    const Block block = load(p, end);
    const std::uint32_t stop = block.equal('"') | block.equal('\\');
    const std::uint32_t before = stop == 0 ? 0xFFFFu : (stop & (0u - stop)) - 1;
    token.non_ascii |= (block.non_ascii() & before) != 0;
    token.control |= (block.control() & before) != 0;
    if (stop == 0) {
      p += kBlock;
      continue;
    }
    p += std::countr_zero(stop);
    if (*p == '"') {
      token.raw = {first, static_cast<std::size_t>(p - first)};
      return p;
    }
    token.escaped = true;
    p += 2;
  }
  throw JsonFault{"a string is not closed", first};
}

/// p stands at an opening bracket; returns the place after the matching closing one.
const char* after_container(const char* p, const char* end) {
  const char* const first = p;
  int depth = 0;
  while (p < end) {
    const Block block = load(p, end);
    std::uint32_t open = block.open(), close = block.close();
    const std::uint32_t quote = block.equal('"');
    const std::uint32_t before = quote == 0 ? 0xFFFFu : (quote & (0u - quote)) - 1;
    open &= before;
    close &= before;
    for (std::uint32_t bits = open | close; bits != 0; bits &= bits - 1) {
      const std::uint32_t bit = bits & (0u - bits);
      depth += (open & bit) != 0 ? 1 : -1;
      if (depth == 0) return p + std::countr_zero(bit) + 1;
    }
    if (depth > kMaxJsonDepth) throw JsonFault{"values are nested deeper than 1024 levels", first};
    if (quote == 0) {
      p += kBlock;
    } else {
      JsonString ignored;
      p = scan_string(p + std::countr_zero(quote) + 1, end, ignored) + 1;
    }
  }
  throw JsonFault{"an object or array is not closed", first};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Length of the integer at the start of a number, 0 when there is none.
std::size_t integer_length(std::string_view text) {
  std::size_t i = !text.empty() && text[0] == '-' ? 1 : 0;
  if (i == text.size() || !is_digit(text[i])) return 0;
  if (text[i] == '0') return i + 1;
  while (i < text.size() && is_digit(text[i])) ++i;
  return i;
}

}  // namespace

JsonString JsonCursor::string() {
  expect('"', "expected a string");
  JsonString token;
  p_ = scan_string(p_, end_, token) + 1;
  return token;
}

std::string_view JsonCursor::value() {
  const char c = peek();
  const char* const first = p_;
  if (c == '{' || c == '[') {
    p_ = after_container(p_, end_);
  } else if (c == '"') {
    string();
  } else {
    while (p_ < end_ && std::strchr(",:[]{}\" \t\r\n", *p_) == nullptr) ++p_;
    if (p_ < end_ && *p_ == '\0') throw JsonFault{"a zero byte in the text", p_};
    if (p_ == first) throw JsonFault{"expected a value", p_};
  }
  return {first, static_cast<std::size_t>(p_ - first)};
}

bool is_json_integer(std::string_view text) { return !text.empty() && integer_length(text) == text.size(); }

bool is_json_number(std::string_view text) {
  std::size_t i = integer_length(text);
  if (i == 0) return false;
  const auto digits = [&] {
    const std::size_t first = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i > first;
  };
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (!digits()) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == text.size();
}

}  // namespace conurb::io
