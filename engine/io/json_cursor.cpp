// SPDX-License-Identifier: Apache-2.0
#include "engine/io/json_cursor.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace conurb::io {

namespace {

// A block of 16 bytes as bit masks, bit i for byte i. SSE2 belongs to every x86-64; elsewhere the same by
// loop.
#if defined(__SSE2__)

class ByteBlock {
 public:
  explicit ByteBlock(const char* p) : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))) {}
  [[nodiscard]] std::uint64_t equal(char c) const { return mask(_mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c))); }
  /// '[' and '{' differ in one bit only, so do ']' and '}'.
  [[nodiscard]] std::uint64_t open() const { return folded('{'); }
  [[nodiscard]] std::uint64_t close() const { return folded('}'); }
  [[nodiscard]] std::uint64_t non_ascii() const { return mask(bytes_); }
  [[nodiscard]] std::uint64_t control() const {
    const __m128i limit = _mm_set1_epi8(0x1F);
    return mask(_mm_cmpeq_epi8(_mm_max_epu8(bytes_, limit), limit));
  }

 private:
  static std::uint64_t mask(__m128i bits) { return static_cast<std::uint32_t>(_mm_movemask_epi8(bits)); }
  [[nodiscard]] std::uint64_t folded(char c) const {
    return mask(_mm_cmpeq_epi8(_mm_or_si128(bytes_, _mm_set1_epi8(0x20)), _mm_set1_epi8(c)));
  }
  __m128i bytes_;
};

#else

class ByteBlock {
 public:
  explicit ByteBlock(const char* p) { std::memcpy(bytes_, p, sizeof bytes_); }
  [[nodiscard]] std::uint64_t equal(char c) const {
    return mask([c](unsigned char b) { return b == static_cast<unsigned char>(c); });
  }
  [[nodiscard]] std::uint64_t open() const {
    return mask([](unsigned char b) { return (b | 0x20) == '{'; });
  }
  [[nodiscard]] std::uint64_t close() const {
    return mask([](unsigned char b) { return (b | 0x20) == '}'; });
  }
  [[nodiscard]] std::uint64_t non_ascii() const {
    return mask([](unsigned char b) { return b > 127; });
  }
  [[nodiscard]] std::uint64_t control() const {
    return mask([](unsigned char b) { return b < 32; });
  }

 private:
  template <class Test>
  [[nodiscard]] std::uint64_t mask(Test test) const {
    std::uint64_t bits = 0;
    for (int i = 0; i < 16; ++i) bits |= std::uint64_t{test(bytes_[i])} << i;
    return bits;
  }
  unsigned char bytes_[16];
};

#endif

constexpr std::ptrdiff_t kBlock = 16;

/// p stands after the opening quote; returns the closing quote and fills the flags of `token`.
const char* scan_string(const char* p, const char* end, JsonString& token) {
  const char* const first = p;
  while (p < end) {
    char padded[kBlock];
    const char* bytes = p;
    if (end - p < kBlock)
        [[unlikely]] {  // the end of the buffer, filled up with spaces, which mean nothing here
      std::memset(padded, ' ', sizeof padded);
      std::memcpy(padded, p, static_cast<std::size_t>(end - p));
      bytes = padded;
    }
    const ByteBlock block(bytes);
    const std::uint64_t quote = block.equal('"');
    const std::uint64_t odd = block.equal('\\') | block.non_ascii() | block.control();
    if ((quote | odd) == 0) {
      p += kBlock;
      continue;
    }
    const std::uint64_t nearest = (quote | odd) & (0 - (quote | odd));
    p += std::countr_zero(nearest);
    if ((nearest & quote) != 0) {
      token.raw = {first, static_cast<std::size_t>(p - first)};
      return p;
    }
    const auto byte = static_cast<unsigned char>(*p);
    if (byte == '\\') {
      token.escaped = true;
      p += 2;
    } else {
      token.non_ascii |= byte > 127;
      token.control |= byte < 32;
      ++p;
    }
  }
  throw JsonFault{"a string is not closed", first};
}

/// 64 bytes at a time without a branch for each string or bracket, after simdjson's stage 1 (Langdale and
/// Lemire 2019, "Parsing gigabytes of JSON per second", section 3.1), counting depth instead of listing
/// brackets.
class BracketScanner {
 public:
  /// p stands at an opening bracket; returns the place after the matching closing one.
  const char* find_end(const char* p, const char* end) {
    const char* const first = p;
    for (; end - p >= kWide; p += kWide) {
      if (const int at = step(p); at >= 0) return p + at + 1;
      if (depth_ > kMaxJsonDepth) throw JsonFault{"values are nested deeper than 1024 levels", first};
    }
    char padded[kWide];
    std::memset(padded, ' ', sizeof padded);
    std::memcpy(padded, p, static_cast<std::size_t>(end - p));
    if (const int at = step(padded); at >= 0) return p + at + 1;
    throw JsonFault{"an object or array is not closed", first};
  }

 private:
  static constexpr std::ptrdiff_t kWide = 64;
  static constexpr std::uint64_t kBytes = 0x0101010101010101u;

  /// Takes in 64 bytes. Returns the position of the bracket that closes the first one, or -1.
  int step(const char* p) {
    std::uint64_t open = 0, close = 0, quote = 0, backslash = 0;
    for (int part = 0; part < 4; ++part) {
      const ByteBlock block(p + part * kBlock);
      const int shift = part * 16;
      open |= block.open() << shift;
      close |= block.close() << shift;
      quote |= block.equal('"') << shift;
      backslash |= block.equal('\\') << shift;
    }
    if (backslash != 0 || escape_) quote &= ~escaped(backslash);
    const std::uint64_t inside = prefix_xor(quote) ^ in_string_;
    in_string_ = 0 - (inside >> 63);
    open &= ~inside;
    close &= ~inside;

    // Opened and closed within each byte of the masks, and summed over the bytes from the first one on.
    const std::uint64_t opened = byte_counts(open) * kBytes, closed = byte_counts(close) * kBytes;
    // A lower bound of the depth within each byte, biased by 64 so that no byte borrows from the next.
    const auto base = static_cast<std::uint64_t>(depth_ < 60 ? depth_ : 60) + 64;
    const std::uint64_t lowest = base * kBytes + (opened << 8) - closed;
    const bool may_end = ((lowest - 65 * kBytes) & ~lowest & 0x80 * kBytes) != 0;
    if (may_end) return walk(open, close);
    depth_ += static_cast<int>(opened >> 56) - static_cast<int>(closed >> 56);
    return -1;
  }

  int walk(std::uint64_t open, std::uint64_t close) {
    for (std::uint64_t bits = open | close; bits != 0; bits &= bits - 1) {
      const std::uint64_t bit = bits & (0 - bits);
      depth_ += (open & bit) != 0 ? 1 : -1;
      if (depth_ == 0) return std::countr_zero(bit);
    }
    return -1;
  }

  /// Characters that a backslash before them escapes: those after an odd run of backslashes.
  std::uint64_t escaped(std::uint64_t backslash) {
    std::uint64_t result = 0;
    bool escape = escape_;
    for (std::uint64_t at = 1; at != 0; at <<= 1) {
      if (escape) {
        result |= at;
        escape = false;
      } else {
        escape = (backslash & at) != 0;
      }
    }
    escape_ = escape;
    return result;
  }

  /// Bit i is the exclusive or of bits 0..i: set from each opening quote up to its closing one.
  static std::uint64_t prefix_xor(std::uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
  }

  /// Number of bits set in each of the eight bytes.
  static std::uint64_t byte_counts(std::uint64_t x) {
    x -= (x >> 1) & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    return (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  }

  int depth_ = 0;
  bool escape_ = false;
  std::uint64_t in_string_ = 0;
};

bool ends_scalar(char c) {
  switch (c) {
    case ',':
    case ':':
    case '[':
    case ']':
    case '{':
    case '}':
    case '"':
    case ' ':
    case '\t':
    case '\r':
    case '\n': return true;
    default: return false;
  }
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

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
    p_ = BracketScanner().find_end(p_, end_);
  } else if (c == '"') {
    string();
  } else {
    while (p_ < end_ && !ends_scalar(*p_)) ++p_;
    if (p_ == first) throw JsonFault{"expected a value", p_};
  }
  return {first, static_cast<std::size_t>(p_ - first)};
}

bool is_json_integer(std::string_view text) {
  return !text.empty() && integer_length(text) == text.size();
}

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
