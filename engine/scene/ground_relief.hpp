// SPDX-License-Identifier: Apache-2.0
// The ground as it is drawn. A grid of heights knows a river as a ditch with a saw's teeth, for its cells are
// wider than banks are: here water is level across and its banks follow its outline.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/scene/ground_features.hpp"
#include "engine/scene/ground_heights.hpp"

namespace conurb::scene {

/// Immutable; any thread may ask.
class GroundRelief {
 public:
  /// Water is what `features` paints so, by its areas; keeps nothing of them.
  GroundRelief(std::shared_ptr<const GroundHeights> heights, const GroundFeatures& features);

  /// Heights at the corners of cells × cells of a square and one beyond on each side, (cells + 3)² of them,
  /// rows from the south. Land at the water lies level for more than a cell, so that the shore is a smooth
  /// line whatever the cells are, and rises within a few. Where cells are wider than kWidestCell, and where
  /// no terrain is known, those of GroundHeights.
  [[nodiscard]] std::vector<double> samples(const city::Box2& square, int cells) const;
  /// As the finest tiles have it.
  [[nodiscard]] double height(double x, double y) const;
  /// How much land next to water may differ from GroundHeights within a box, m; 0 if there is none.
  [[nodiscard]] double bank_height(const city::Box2& box) const;

  [[nodiscard]] const GroundHeights& heights() const { return *heights_; }

 private:
  static constexpr double kWidestCell = 16;  // m
  struct Edge {
    city::Point2 a, b;  // water is on the left
  };
  struct Near;  // the nearest outline to a sample

  void add(const GroundAreas& areas);
  void find_levels();
  void find_dry_land();
  [[nodiscard]] bool is_dry_land(double x, double y) const;
  [[nodiscard]] double level(double x, double y) const;
  [[nodiscard]] std::vector<char> wet(const city::Box2& square, int side, double cell) const;

  std::shared_ptr<const GroundHeights> heights_;
  double bank_m_ = 0;  // width of what a bank takes where cells are small
  std::vector<double> values_;
  std::vector<std::int64_t> offsets_{0};  // of areas in values_
  city::SpatialIndex areas_, edge_index_;
  std::vector<Edge> edges_;
  city::Box2 square_;          // around all water
  std::vector<float> levels_;  // of water, as HeightFilling gives them
  std::vector<char> dry_;      // likewise: cells without water or banks
};

}  // namespace conurb::scene
