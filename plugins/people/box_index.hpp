// SPDX-License-Identifier: Apache-2.0
// Boxes sorted into the cells of a square grid of which only those that hold something are there.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "plugins/people/plan.hpp"

namespace conurb::people {

class BoxIndex {
 public:
  /// Of the boxes, numbered as they come; empty ones are never found. Keeps a copy of them.
  explicit BoxIndex(std::vector<Box> boxes) : boxes_(std::move(boxes)) {
    for (std::size_t i = 0; i < boxes_.size(); ++i)
      for_cells(boxes_[i], [&](Cell cell) { entries_.emplace_back(cell, static_cast<std::uint32_t>(i)); });
    std::sort(entries_.begin(), entries_.end());
  }

  [[nodiscard]] const Box& box(std::size_t i) const { return boxes_[i]; }

  /// Numbers of the boxes that meet `box`, ascending, into `found`.
  void find(const Box& box, std::vector<std::uint32_t>& found) const {
    found.clear();
    if (box.empty()) return;
    const Cell low = cell_of(box.min_x, box.min_y), high = cell_of(box.max_x, box.max_y);
    for (std::int32_t row = low.first; row <= high.first; ++row) {
      auto entry = std::lower_bound(entries_.begin(), entries_.end(),
                                    std::pair{Cell{row, low.second}, std::uint32_t{0}});
      for (; entry != entries_.end() && entry->first.first == row && entry->first.second <= high.second;
           ++entry)
        if (boxes_[entry->second].meets(box)) found.push_back(entry->second);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
  }

 private:
  using Cell = std::pair<std::int32_t, std::int32_t>;  // row, column
  static constexpr std::int64_t kCell = 32'000;        // mm

  static Cell cell_of(std::int64_t x, std::int64_t y) {
    const auto floor = [](std::int64_t v) {
      return static_cast<std::int32_t>(v >= 0 ? v / kCell : -((-v + kCell - 1) / kCell));
    };
    return {floor(y), floor(x)};
  }
  template <typename Body>
  static void for_cells(const Box& box, const Body& body) {
    if (box.empty()) return;
    const Cell low = cell_of(box.min_x, box.min_y), high = cell_of(box.max_x, box.max_y);
    for (std::int32_t row = low.first; row <= high.first; ++row)
      for (std::int32_t column = low.second; column <= high.second; ++column) body(Cell{row, column});
  }

  std::vector<Box> boxes_;
  std::vector<std::pair<Cell, std::uint32_t>> entries_;
};

}  // namespace conurb::people
