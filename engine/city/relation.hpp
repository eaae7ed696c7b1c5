// SPDX-License-Identifier: Apache-2.0
// Which rows of one table belong to which rows of another, and how much: a sparse matrix (link to cells,
// building to feeder, cell to cell) by which plugins carry values from table to table. Built by a rule,
// cached by its reader under the topology revisions of both tables.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"

namespace conurb::city {

/// What the weights of a row add up to.
enum class RelationWeights : std::int32_t {
  share = 0,    ///< of the from-row's own measure: length share of a line, area share of a polygon; 1 if it
                ///< lies inside
  row_sum = 1,  ///< shares divided by their sum, so that each row with an entry adds up to 1: nothing is lost
                ///< at a rim
  measure = 2,  ///< the measure itself: metres or square metres (`ref`, `nearest` and `within`: 1)
};

struct RelationOptions {
  RelationWeights weights = RelationWeights::share;
  double max_distance =
      std::numeric_limits<double>::infinity();  ///< `nearest`: metres; beyond it there is no entry
  std::int64_t neighbours = 1;                  ///< `nearest`: how many; their shares are equal
};

/// A matrix in compressed rows: the entries of from-row r are [offsets[r], offsets[r + 1]), columns
/// ascending. Immutable once built; any thread.
class Relation {
 public:
  Relation() = default;
  /// Rules: "ref:<column>" follows a ref column of `from`; "nearest" goes to the nearest `to` from the
  /// centroid; "within" to every `to` polygon, or grid cell, that holds the centroid; "overlap" is the area
  /// that a `from` polygon shares with `to` polygons or cells; "line_cells" the length of a `from` line in
  /// the cells of a grid. Retired rows of either table have no entries. Throws Error invalid_argument for an
  /// unknown rule, or tables of the wrong kind or shape, not_found for unknown tables and columns.
  [[nodiscard]] static Relation build(const City& city, std::string_view from, std::string_view to,
                                      std::string_view rule, const RelationOptions& options = {});
  /// From parts; throws Error invalid_argument unless offsets ascend from 0 to both lengths and columns lie
  /// in [0, to).
  Relation(std::int64_t to_rows, std::vector<std::int64_t> offsets, std::vector<std::int32_t> columns,
           std::vector<double> weights);

  [[nodiscard]] std::int64_t from_rows() const { return static_cast<std::int64_t>(offsets_.size()) - 1; }
  [[nodiscard]] std::int64_t to_rows() const { return to_rows_; }
  [[nodiscard]] std::int64_t entries() const { return static_cast<std::int64_t>(columns_.size()); }
  [[nodiscard]] std::span<const std::int64_t> offsets() const { return offsets_; }
  [[nodiscard]] std::span<const std::int32_t> columns() const { return columns_; }
  [[nodiscard]] std::span<const double> weights() const { return weights_; }

  /// The same seen from the other side: `to` rows in rows, entries ascending.
  [[nodiscard]] Relation transposed() const;

  /// out[t] = sum over from-rows f, ascending, of weight(f, t) * values[f]: hands amounts over (power to
  /// feeders, emission to cells). `values` has at least from_rows() elements, `out` at least to_rows(); out
  /// beyond is left alone. Throws Error invalid_argument for shorter spans. No allocation; the order of
  /// additions is fixed.
  void scatter(std::span<const double> values, std::span<double> out) const;
  /// out[f] = sum over its entries, ascending, of weight(f, t) * values[t]: looks levels up (concentration at
  /// a building, flood depth on a link). Rows without entries get `missing`.
  void gather(std::span<const double> values, std::span<double> out, double missing = 0.0) const;

 private:
  std::int64_t to_rows_ = 0;
  std::vector<std::int64_t> offsets_{0};
  std::vector<std::int32_t> columns_;
  std::vector<double> weights_;
};

}  // namespace conurb::city
