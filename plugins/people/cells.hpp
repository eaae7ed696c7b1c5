// SPDX-License-Identifier: Apache-2.0
// Points sorted into the cells of a square grid of which only those that hold something are there.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace conurb::people {

class Cells {
 public:
  /// Of the points `items`, whose places are finite, in cells of `size` metres. Cells are ordered by row and
  /// column, members as in `items`.
  Cells(const std::vector<double>& x, const std::vector<double>& y, std::span<const std::uint32_t> items,
        double size)
      : size_(size) {
    std::vector<std::pair<Place, std::uint32_t>> sorted;
    sorted.reserve(items.size());
    for (const std::uint32_t i : items) sorted.emplace_back(place(x[i], y[i]), i);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    members_.reserve(items.size());
    for (const auto& [place, item] : sorted) {
      if (places_.empty() || places_.back() != place) {
        begin_.push_back(static_cast<std::uint32_t>(members_.size()));
        places_.push_back(place);
      }
      members_.push_back(item);
    }
    begin_.push_back(static_cast<std::uint32_t>(members_.size()));
  }

  [[nodiscard]] std::size_t count() const { return places_.size(); }
  [[nodiscard]] std::span<const std::uint32_t> members(std::size_t cell) const {
    return {members_.data() + begin_[cell], members_.data() + begin_[cell + 1]};
  }
  /// Middle of a cell, m.
  [[nodiscard]] double x(std::size_t cell) const {
    return (static_cast<double>(places_[cell].second) + 0.5) * size_;
  }
  [[nodiscard]] double y(std::size_t cell) const {
    return (static_cast<double>(places_[cell].first) + 0.5) * size_;
  }

  /// body(cell) for the cell and those of the eight around it that are there, in their order.
  template <typename Body>
  void for_neighbours(std::size_t cell, const Body& body) const {
    for_around(places_[cell], body);
  }
  /// body(item) for all in the nine cells around a place: among them all within `size` of it.
  template <typename Body>
  void for_near(double x, double y, const Body& body) const {
    for_around(place(x, y), [&](std::size_t cell) {
      for (const std::uint32_t item : members(cell)) body(item);
    });
  }
  /// By cell: sum of value(item).
  template <typename Value>
  [[nodiscard]] std::vector<double> sums(const Value& value) const {
    std::vector<double> result(count(), 0);
    for (std::size_t c = 0; c < count(); ++c)
      for (const std::uint32_t item : members(c)) result[c] += value(item);
    return result;
  }

 private:
  using Place = std::pair<std::int64_t, std::int64_t>;  // row, column

  [[nodiscard]] Place place(double x, double y) const {
    return {static_cast<std::int64_t>(std::floor(y / size_)),
            static_cast<std::int64_t>(std::floor(x / size_))};
  }
  template <typename Body>
  void for_around(Place at, const Body& body) const {
    for (std::int64_t row = at.first - 1; row <= at.first + 1; ++row) {
      auto cell = std::lower_bound(places_.begin(), places_.end(), Place{row, at.second - 1});
      for (; cell != places_.end() && cell->first == row && cell->second <= at.second + 1; ++cell)
        body(static_cast<std::size_t>(cell - places_.begin()));
    }
  }

  double size_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> begin_, members_;
};

}  // namespace conurb::people
