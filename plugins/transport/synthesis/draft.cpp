// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesis/draft.hpp"

#include <cmath>
#include <numbers>

namespace conurb::transport::synthesis {

double length_of(Vec v) {
  return std::hypot(v.x, v.y);
}

Vec direction_of(Vec v) {
  const double length = length_of(v);
  return length > 0 ? v * (1 / length) : Vec{1, 0};
}

double degrees_between(Vec a, Vec b) {
  return std::atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y) * 180 / std::numbers::pi;
}

bool is_short_loop(const Draft& draft, const Way& way) {
  return way.from == way.to && way.length <= draft.options.join_length;
}

Star star(std::int32_t keys, std::span<const std::int32_t> key_of_row) {
  Star out;
  out.first.assign(at(keys) + 1, 0);
  for (const std::int32_t key : key_of_row)
    if (key != kNone) ++out.first[at(key) + 1];
  for (std::size_t key = 0; key < at(keys); ++key) out.first[key + 1] += out.first[key];
  out.rows.resize(at(out.first.back()));
  std::vector<std::int32_t> next(out.first.begin(), out.first.end() - 1);
  for (std::size_t row = 0; row < key_of_row.size(); ++row)
    if (key_of_row[row] != kNone) out.rows[at(next[at(key_of_row[row])]++)] = row_of(row);
  return out;
}

}  // namespace conurb::transport::synthesis
