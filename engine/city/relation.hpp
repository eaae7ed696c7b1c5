// SPDX-License-Identifier: Apache-2.0
// Which rows of one table belong to which rows of another, and how much: a sparse matrix (link to cells,
// building to feeder, cell to cell) by which values are carried from table to table. Built by a rule; whoever
// keeps one builds it anew when a topology, the shape or the ref column changes.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"

namespace conurb::city {

/// What the weights of a from-row say.
enum class RelationWeights : std::int32_t {
  share = 0,  ///< share of the row's own length or area; points: 1; k nearest: 1 / k
  row_sum =
      1,  ///< shares divided by their sum: each row with entries adds up to 1, so nothing is lost at a rim
  measure = 2,  ///< the metres or square metres themselves; `ref`, `nearest` and `within`: 1
};

struct RelationOptions {
  RelationWeights weights = RelationWeights::share;
  double max_distance = std::numeric_limits<double>::infinity();  ///< `nearest`: metres; none beyond it
  std::int64_t neighbours = 1;                                    ///< `nearest`: how many
};

/// A matrix in compressed rows: the entries of from-row r are [offsets[r], offsets[r + 1]), columns (to-rows)
/// ascending. Immutable; any thread.
class Relation {
 public:
  Relation() = default;
  /// From parts; throws Error invalid_argument unless offsets ascend from 0 to the length of both other
  /// arrays and columns lie in [0, to_rows).
  Relation(std::int64_t to_rows, std::vector<std::int64_t> offsets, std::vector<std::int32_t> columns,
           std::vector<double> weights);

  /// Rules, `from` and `to` being tables:
  ///   "ref:<column>"  to the row that a ref column of `from` names
  ///   "nearest"       from the centroid to the nearest shapes of `to`
  ///   "within"        from the centroid to each polygon that holds it, or to the cell of a grid; a point on
  ///   the border
  ///                   of two cells is in the one to the right or above, on the grid's rim in the last
  ///   "overlap"       area that a polygon, or a cell of a grid, shares with polygons or cells; parts below
  ///   1e-12 of it
  ///                   are rounding and left out
  ///   "line_cells"    length of a line in the cells of a grid
  /// A line without length or polygon without area goes whole to where its centroid is. Retired rows of
  /// either table have no entries. Throws Error invalid_argument for an unknown rule or tables of the wrong
  /// shape, not_found for unknown tables and columns.
  [[nodiscard]] static Relation build(const City& city, std::string_view from, std::string_view to,
                                      std::string_view rule, const RelationOptions& options = {});

  [[nodiscard]] std::int64_t from_rows() const { return static_cast<std::int64_t>(offsets_.size()) - 1; }
  [[nodiscard]] std::int64_t to_rows() const { return to_rows_; }
  [[nodiscard]] std::int64_t entries() const { return static_cast<std::int64_t>(columns_.size()); }
  [[nodiscard]] std::span<const std::int64_t> offsets() const { return offsets_; }
  [[nodiscard]] std::span<const std::int32_t> columns() const { return columns_; }
  [[nodiscard]] std::span<const double> weights() const { return weights_; }

  /// The same seen from the other side, weights unchanged.
  [[nodiscard]] Relation transposed() const;

  /// out[t] = sum over from-rows f, ascending, of weight(f, t) * values[f]: hands amounts over (power to
  /// feeders, emission to cells). `values` has at least from_rows() elements and `out` at least to_rows();
  /// the rest of `out` is left alone. Throws Error invalid_argument for shorter spans. No allocation; the
  /// order of additions is fixed.
  void scatter(std::span<const double> values, std::span<double> out) const;
  /// out[f] = sum over its entries, ascending, of weight(f, t) * values[t]: looks levels up (concentration at
  /// a building, depth of water on a link). Rows without entries get `missing`. Otherwise as scatter.
  void gather(std::span<const double> values, std::span<double> out, double missing = 0.0) const;

 private:
  std::int64_t to_rows_ = 0;
  std::vector<std::int64_t> offsets_{0};
  std::vector<std::int32_t> columns_;
  std::vector<double> weights_;
};

}  // namespace conurb::city
