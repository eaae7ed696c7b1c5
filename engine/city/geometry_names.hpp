// SPDX-License-Identifier: Apache-2.0
// Two small text containers of the geometry model and its readers: a dictionary that numbers distinct texts
// in the order of their first appearance, and a list that hangs raw text on a few of many rows.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/city/geometry_array.hpp"

namespace conurb::city {

inline constexpr std::uint32_t kNone = 0xFFFFFFFFu;  ///< "no row" in every 32-bit index of the model
inline constexpr std::uint16_t kNoName = 0xFFFFu;    ///< "no name" in every 16-bit dictionary code

/// Dictionary of distinct texts; the code of a text is the number of distinct texts that came before it, so
/// codes do not depend on hashing. Views returned by operator[] live until the next intern() or truncate().
/// Not thread-safe while written. At most 2^32 - 2 texts, else Error(limit).
class NameTable {
 public:
  /// Code of `text`, which is added when new.
  std::uint32_t intern(std::string_view text);
  /// Code of `text`, or kNone when it is not there.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;
  [[nodiscard]] std::string_view operator[](std::uint32_t code) const {
    const std::uint64_t begin = code == 0 ? 0 : ends_[code - 1];
    return {text_.data() + begin, static_cast<std::size_t>(ends_[code] - begin)};
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }
  /// Forgets the texts from code `count` on.
  void truncate(std::uint32_t count);

 private:
  // A slot is (hash's upper half << 32 | code + 1); 0 is free. The half hash spares most comparisons of
  // texts.
  [[nodiscard]] std::size_t locate(std::string_view text, std::uint64_t hash) const;
  void rehash(std::size_t slots);

  PodArray<char> text_;
  PodArray<std::uint64_t> ends_;
  PodArray<std::uint64_t> slots_;
};

/// Raw texts of some rows; rows are added in ascending order, several texts of one row are joined with a
/// comma (so that members of a JSON object can be added one by one). Not thread-safe while written.
class SparseText {
 public:
  /// Adds `text` to `row`, which must not be smaller than the last row; programmer's fault otherwise.
  void add(std::uint32_t row, std::string_view text);
  /// Text of a row, empty when it has none. The view lives until the next add() or truncate().
  [[nodiscard]] std::string_view at(std::uint32_t row) const;
  [[nodiscard]] const PodArray<std::uint32_t>& rows() const { return rows_; }
  /// Text of the n-th entry (that of rows()[n]).
  [[nodiscard]] std::string_view entry(std::size_t n) const;
  /// Forgets every text of the rows from `row` on.
  void truncate(std::uint32_t row);

 private:
  PodArray<std::uint32_t> rows_;
  PodArray<std::uint64_t> ends_;
  PodArray<char> text_;
};

}  // namespace conurb::city
