// SPDX-License-Identifier: Apache-2.0
#include "engine/script/pattern.hpp"

#include <cctype>

namespace conurb::script {

namespace {

unsigned char byte(char c) {
  return static_cast<unsigned char>(c);
}

// %a, %D ...; any other letter stands for itself.
bool in_class(unsigned char c, unsigned char name) {
  bool member = false;
  switch (std::tolower(name)) {
    case 'a': member = std::isalpha(c) != 0; break;
    case 'c': member = std::iscntrl(c) != 0; break;
    case 'd': member = std::isdigit(c) != 0; break;
    case 'g': member = std::isgraph(c) != 0; break;
    case 'l': member = std::islower(c) != 0; break;
    case 'p': member = std::ispunct(c) != 0; break;
    case 's': member = std::isspace(c) != 0; break;
    case 'u': member = std::isupper(c) != 0; break;
    case 'w': member = std::isalnum(c) != 0; break;
    case 'z': member = c == 0; break;  // undocumented since Lua 5.2, but stock Lua still has it
    case 'x': member = std::isxdigit(c) != 0; break;
    default: return c == name;
  }
  return std::isupper(name) != 0 ? !member : member;
}

// Behind '%': an item that is no single character.
bool is_special(char kind) {
  return kind == 'b' || kind == 'f' || std::isdigit(byte(kind)) != 0;
}

}  // namespace

bool is_plain_pattern(std::string_view pattern) {
  return pattern.find_first_of("^$*+?.([%-") == std::string_view::npos;
}

void PatternMatcher::settle() {
  const std::uint64_t owed = steps_;
  steps_ = 0;
  payer_.pay(owed);
}

std::size_t PatternMatcher::match(std::size_t start) {
  level_ = 0;
  depth_ = 0;
  return run(start, 0);
}

const PatternMatcher::Capture& PatternMatcher::capture(std::size_t index) const {
  if (captures_[index].kind == Capture::Kind::open) throw PatternError("unfinished capture");
  return captures_[index];
}

// Index behind the single item (character, class or set) that begins at `item`, its repetition sign not
// included.
std::size_t PatternMatcher::item_end(std::size_t item) const {
  const char first = pattern_[item++];
  if (first == '%') {
    if (item >= pattern_.size()) throw PatternError("malformed pattern (ends with '%')");
    return item + 1;
  }
  if (first != '[') return item;
  if (pattern_at(item) == '^') ++item;
  // The first character of a set belongs to it, even if it is ']'.
  for (bool first_member = true;; first_member = false) {
    if (item >= pattern_.size()) throw PatternError("malformed pattern (missing ']')");
    const char c = pattern_[item];
    if (c == ']' && !first_member) return item + 1;
    item += c == '%' ? 2 : 1;
  }
}

// Is `c` in the set between '[' at `set` and ']' at `last`?
bool PatternMatcher::in_set(unsigned char c, std::size_t set, std::size_t last) const {
  std::size_t at = set + 1;
  const bool complement = pattern_[at] == '^';
  if (complement) ++at;
  for (; at < last; ++at) {
    if (pattern_[at] == '%') {
      ++at;
      if (in_class(c, byte(pattern_at(at)))) return !complement;
    } else if (pattern_at(at + 1) == '-' && at + 2 < last) {
      if (byte(pattern_[at]) <= c && c <= byte(pattern_[at + 2])) return !complement;
      at += 2;
    } else if (byte(pattern_[at]) == c) {
      return !complement;
    }
  }
  return complement;
}

// Does the single item [item, end) match the character at `at`?
bool PatternMatcher::fits(std::size_t at, std::size_t item, std::size_t end) {
  if (at >= subject_.size()) return false;
  const unsigned char c = byte(subject_[at]);
  switch (pattern_[item]) {
    case '.': return true;
    case '%': return in_class(c, byte(pattern_[item + 1]));
    case '[': steps_ += (end - item) / 16; return in_set(c, item, end - 1);
    default: return byte(pattern_[item]) == c;
  }
}

// %b, %f or %1 at `item`: moves `at` behind what it matches, or to kNone. Gives the next item.
std::size_t PatternMatcher::run_special(std::size_t& at, std::size_t item) {
  const char kind = pattern_at(item + 1);
  if (kind == 'b') {
    at = balanced(at, item + 2);
    return item + 4;
  }
  if (kind == 'f') {
    const std::size_t set = item + 2;
    if (pattern_at(set) != '[') throw PatternError("missing '[' after '%f' in pattern");
    const std::size_t end = item_end(set);
    if (!frontier(at, set, end)) at = kNone;
    return end;
  }
  at = repeated_capture(at, kind);
  return item + 2;
}

std::size_t PatternMatcher::run(std::size_t at, std::size_t item) {
  if (depth_ >= kDeepest) throw PatternError("pattern too complex");
  struct Depth {
    int& depth;
    explicit Depth(int& d) : depth(d) { ++depth; }
    ~Depth() { --depth; }
  } const deeper(depth_);

  while (item < pattern_.size()) {
    step();
    switch (pattern_[item]) {
      case '(':
        if (pattern_at(item + 1) == ')') return open_capture(at, item + 2, Capture::Kind::position);
        return open_capture(at, item + 1, Capture::Kind::open);
      case ')': return close_capture(at, item + 1);
      case '$':
        if (item + 1 == pattern_.size()) return at == subject_.size() ? at : kNone;
        break;
      case '%':
        if (is_special(pattern_at(item + 1))) {
          item = run_special(at, item);
          if (at == kNone) return kNone;
          continue;
        }
        break;
      default: break;
    }
    const std::size_t end = item_end(item);
    steps_ += (end - item) / 16;
    const char sign = pattern_at(end);
    if (!fits(at, item, end)) {
      if (sign != '*' && sign != '-' && sign != '?') return kNone;
      item = end + 1;
      continue;
    }
    switch (sign) {
      case '*': return repeat_most(at, item, end);
      case '+': return repeat_most(at + 1, item, end);
      case '-': return repeat_least(at, item, end);
      case '?': {
        const std::size_t matched = run(at + 1, end + 1);
        if (matched != kNone) return matched;
        item = end + 1;
        break;
      }
      default: ++at; item = end;
    }
  }
  return at;
}

std::size_t PatternMatcher::repeat_most(std::size_t at, std::size_t item, std::size_t end) {
  std::size_t count = 0;
  while (fits(at + count, item, end)) {
    step();
    ++count;
  }
  for (;;) {
    const std::size_t matched = run(at + count, end + 1);
    if (matched != kNone) return matched;
    if (count == 0) return kNone;
    step();
    --count;
  }
}

std::size_t PatternMatcher::repeat_least(std::size_t at, std::size_t item, std::size_t end) {
  for (;;) {
    const std::size_t matched = run(at, end + 1);
    if (matched != kNone) return matched;
    if (!fits(at, item, end)) return kNone;
    step();
    ++at;
  }
}

std::size_t PatternMatcher::open_capture(std::size_t at, std::size_t next, Capture::Kind kind) {
  if (level_ >= kMostCaptures) throw PatternError("too many captures");
  captures_[level_] = {at, 0, kind};
  ++level_;
  const std::size_t matched = run(at, next);
  if (matched == kNone) --level_;
  return matched;
}

std::size_t PatternMatcher::close_capture(std::size_t at, std::size_t next) {
  std::size_t open = level_;
  while (open > 0 && captures_[open - 1].kind != Capture::Kind::open) --open;
  if (open == 0) throw PatternError("invalid pattern capture");
  Capture& closed = captures_[open - 1];
  closed.kind = Capture::Kind::text;
  closed.length = at - closed.start;
  const std::size_t matched = run(at, next);
  if (matched == kNone) closed.kind = Capture::Kind::open;
  return matched;
}

// %bxy: x and y at `item` and `item` + 1.
std::size_t PatternMatcher::balanced(std::size_t at, std::size_t item) {
  if (item + 1 >= pattern_.size()) throw PatternError("malformed pattern (missing arguments to '%b')");
  const char opening = pattern_[item];
  const char closing = pattern_[item + 1];
  if (at >= subject_.size() || subject_[at] != opening) return kNone;
  std::size_t nesting = 1;
  for (std::size_t i = at + 1; i < subject_.size(); ++i) {
    step();
    if (subject_[i] == closing) {
      if (--nesting == 0) return i + 1;
    } else if (subject_[i] == opening) {
      ++nesting;
    }
  }
  return kNone;
}

// %f[set]: outside of the set before, inside now; before the first and behind the last character counts as
// '\0'.
bool PatternMatcher::frontier(std::size_t at, std::size_t set, std::size_t end) const {
  const unsigned char before = at == 0 ? 0 : byte(subject_[at - 1]);
  const unsigned char here = at < subject_.size() ? byte(subject_[at]) : 0;
  return !in_set(before, set, end - 1) && in_set(here, set, end - 1);
}

std::size_t PatternMatcher::repeated_capture(std::size_t at, char digit) {
  const int index = digit - '1';
  if (index < 0 || static_cast<std::size_t>(index) >= level_ ||
      captures_[static_cast<std::size_t>(index)].kind == Capture::Kind::open) {
    throw PatternError("invalid capture index %" + std::to_string(index + 1));
  }
  const Capture& earlier = captures_[static_cast<std::size_t>(index)];
  if (earlier.kind == Capture::Kind::position) return kNone;
  steps_ += earlier.length / 16;
  step();
  const std::string_view text = subject_.substr(earlier.start, earlier.length);
  return subject_.substr(at).starts_with(text) ? at + text.size() : kNone;
}

}  // namespace conurb::script
