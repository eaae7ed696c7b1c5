// SPDX-License-Identifier: Apache-2.0
// Internal to engine/script: Lua patterns (Lua 5.4 manual §6.4.1) with a count of steps. Stock Lua's matcher
// backtracks inside one C call that no hook sees: 26 times `a-` keep it busy for minutes. Ours pays for each
// step and can be ended.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace conurb::script {

/// A malformed pattern or one that is too complex; the text is stock Lua's.
class PatternError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Pays for steps; may throw to end the match.
class StepPayer {
 public:
  virtual void pay(std::uint64_t steps) = 0;

 protected:
  ~StepPayer() = default;
};

/// One pattern on one subject. Both texts must outlive it. It also throws what `payer` throws.
class PatternMatcher {
 public:
  static constexpr std::size_t kNone = ~std::size_t{0};

  struct Capture {
    enum class Kind : std::uint8_t { open, text, position };
    std::size_t start;
    std::size_t length;
    Kind kind;
  };

  PatternMatcher(std::string_view subject, std::string_view pattern, StepPayer& payer)
      : subject_(subject), pattern_(pattern), payer_(payer) {}
  ~PatternMatcher() = default;
  PatternMatcher(const PatternMatcher&) = delete;
  PatternMatcher& operator=(const PatternMatcher&) = delete;

  /// End of the match of the whole pattern that begins at `start`, or kNone. Forgets earlier captures.
  std::size_t match(std::size_t start);

  [[nodiscard]] std::size_t captures() const { return level_; }
  /// Capture `index` (from 0). Throws PatternError when it was never closed.
  [[nodiscard]] const Capture& capture(std::size_t index) const;

  /// Pays what is still owed for the last steps.
  void settle();

 private:
  static constexpr std::size_t kMostCaptures = 32;
  static constexpr int kDeepest = 200;
  static constexpr std::uint64_t kStepsPerPayment = 4096;

  [[nodiscard]] std::size_t run(std::size_t at, std::size_t item);
  [[nodiscard]] std::size_t run_special(std::size_t& at, std::size_t item);
  [[nodiscard]] std::size_t repeat_most(std::size_t at, std::size_t item, std::size_t end);
  [[nodiscard]] std::size_t repeat_least(std::size_t at, std::size_t item, std::size_t end);
  [[nodiscard]] std::size_t open_capture(std::size_t at, std::size_t next, Capture::Kind kind);
  [[nodiscard]] std::size_t close_capture(std::size_t at, std::size_t next);
  [[nodiscard]] std::size_t balanced(std::size_t at, std::size_t item);
  [[nodiscard]] std::size_t repeated_capture(std::size_t at, char digit);
  [[nodiscard]] bool frontier(std::size_t at, std::size_t set, std::size_t end) const;
  [[nodiscard]] std::size_t item_end(std::size_t item) const;
  [[nodiscard]] bool fits(std::size_t at, std::size_t item, std::size_t end);
  [[nodiscard]] bool in_set(unsigned char c, std::size_t set, std::size_t last) const;
  [[nodiscard]] char pattern_at(std::size_t index) const {
    return index < pattern_.size() ? pattern_[index] : '\0';
  }
  void step() {
    if (++steps_ >= kStepsPerPayment) settle();
  }

  std::string_view subject_;
  std::string_view pattern_;
  StepPayer& payer_;
  std::array<Capture, kMostCaptures> captures_{};
  std::size_t level_ = 0;
  std::uint64_t steps_ = 0;
  int depth_ = 0;
};

/// True if `pattern` has no character with a meaning of its own.
[[nodiscard]] bool is_plain_pattern(std::string_view pattern);

}  // namespace conurb::script
