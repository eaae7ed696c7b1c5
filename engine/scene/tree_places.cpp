// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/tree_places.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>

#include "engine/city/query_shape.hpp"
#include "engine/city/spatial_index.hpp"

namespace conurb::scene {
namespace {

/// Mean distance of trees in a class of green area, m; 0: it has none.
double spacing_of(std::string_view green_class) {
  if (green_class == "forest" || green_class == "wood") return 9;
  if (green_class == "orchard") return 11;
  if (green_class == "park" || green_class == "cemetery") return 24;
  if (green_class == "garden" || green_class == "allotments") return 28;
  return 0;
}

float or_guess(float value, double guess) {
  return value > 0 && value < 200 ? value : static_cast<float>(guess);
}

void add_rows(const city::City& city, const ObjectNumbers& numbers, std::vector<TreePlace>& places) {
  if (city.find("tree") < 0) return;
  const std::size_t number = city.index_of("tree");
  const city::Table& table = city.table(number);
  if (!table.find("shape")) return;
  const auto floats = [&](const char* name) {
    const auto column = table.find(name);
    return column ? table.column(*column).values<float>() : std::span<const float>();
  };
  const auto heights = floats("height"), crowns = floats("crown_diameter");
  const auto leaf = table.find("leaf_type");
  const std::int32_t needles = leaf ? table.column(*leaf).dictionary().find("needleleaved") : -1;
  const auto leaves = leaf ? table.column(*leaf).values<std::int32_t>() : std::span<const std::int32_t>();
  const auto offsets = table.column("shape").offsets();
  const auto values = table.column("shape").values<double>();
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    const auto at = static_cast<std::size_t>(offsets[row]);
    if (table.alive()[row] == 0 || offsets[row + 1] < offsets[row] + 2) continue;
    TreePlace tree;
    tree.x = values[at];
    tree.y = values[at + 1];
    if (!std::isfinite(tree.x) || !std::isfinite(tree.y)) continue;
    const std::uint64_t bits = mixed(row, 1);
    const float crown = crowns.empty() ? 0 : crowns[row];
    tree.height_m = or_guess(heights.empty() ? 0 : heights[row],
                             crown > 0 ? static_cast<double>(crown) * 1.6 : 7 + 6 * fraction(bits, 0));
    tree.crown_m = or_guess(crown, static_cast<double>(tree.height_m) * (0.5 + 0.2 * fraction(bits, 16)));
    tree.needles = needles >= 0 && leaves[row] == needles;
    tree.object = numbers.number(number, static_cast<std::int64_t>(row));
    places.push_back(tree);
  }
}

/// Trees on a jittered grid over the whole map, so that neighbouring areas share it.
class Planter {
 public:
  Planter(const city::City& city, const ObjectNumbers& numbers, std::vector<TreePlace>& places)
      : table_number_(city.index_of("green_area")),
        table_(city.table(table_number_)),
        numbers_(numbers),
        places_(places) {
    std::vector<double> x, y;
    for (const TreePlace& tree : places) {
      x.push_back(tree.x);
      y.push_back(tree.y);
    }
    rows_ = city::SpatialIndex::of_points(x, y);
  }

  void plant(std::size_t most) {
    const auto kind = table_.find("green_class"), shape = table_.find("shape");
    if (!kind || !shape) return;
    double wanted = 0;
    for (std::size_t row = 0; row < static_cast<std::size_t>(table_.rows()); ++row) {
      const double spacing = spacing_at(*kind, row);
      if (table_.alive()[row] == 0 || spacing == 0) continue;
      const double trees = std::abs(city::polygon_area(shape_of(*shape, row))) / (spacing * spacing);
      if (!std::isfinite(trees) || trees > 1e9 || has_rows(shape_of(*shape, row))) continue;
      wanted += trees;
      chosen_.push_back(row);
    }
    const double wider =
        std::max(1.0, std::sqrt(wanted / static_cast<double>(std::max<std::size_t>(most, 1))));
    const std::size_t end = places_.size() + most;
    for (const std::size_t row : chosen_) {
      const auto leaf = table_.find("leaf_type");
      const bool needles = leaf && table_.column(*leaf).get(static_cast<std::int64_t>(row)) ==
                                       city::Value(std::string("needleleaved"));
      plant_area(shape_of(*shape, row), spacing_at(*kind, row) * wider, row, needles, end);
    }
  }

 private:
  [[nodiscard]] std::span<const double> shape_of(std::size_t column, std::size_t row) const {
    const auto offsets = table_.column(column).offsets();
    return table_.column(column).values<double>().subspan(
        static_cast<std::size_t>(offsets[row]), static_cast<std::size_t>(offsets[row + 1] - offsets[row]));
  }
  [[nodiscard]] double spacing_at(std::size_t column, std::size_t row) const {
    const std::int32_t code = table_.column(column).values<std::int32_t>()[row];
    return code < 0 ? 0 : spacing_of(table_.column(column).dictionary().text(code));
  }
  [[nodiscard]] bool has_rows(std::span<const double> polygon) const {
    if (rows_.size() == 0) return false;
    const auto near = rows_.within(city::bounding_box(polygon));
    return std::any_of(near.begin(), near.end(), [&](std::int64_t tree) {
      const TreePlace& place = places_[static_cast<std::size_t>(tree)];
      return city::polygon_holds(polygon, place.x, place.y);
    });
  }

  void plant_area(std::span<const double> polygon, double spacing, std::size_t row, bool needles,
                  std::size_t end) {
    const city::Box2 box = city::bounding_box(polygon);
    const double cells = (box.max_x - box.min_x) * (box.max_y - box.min_y) / (spacing * spacing);
    if (!(cells < 1e7)) return;
    const auto first = [&](double low) { return static_cast<std::int64_t>(std::floor(low / spacing)); };
    for (std::int64_t j = first(box.min_y); j <= first(box.max_y); ++j)
      for (std::int64_t i = first(box.min_x); i <= first(box.max_x) && places_.size() < end; ++i) {
        const std::uint64_t bits = mixed(static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(j));
        const double x = (static_cast<double>(i) + 0.1 + 0.8 * fraction(bits, 0)) * spacing;
        const double y = (static_cast<double>(j) + 0.1 + 0.8 * fraction(bits, 16)) * spacing;
        if (!city::polygon_holds(polygon, x, y)) continue;
        TreePlace tree{x, y, static_cast<float>(8 + 8 * fraction(bits, 32))};
        tree.crown_m = tree.height_m * static_cast<float>(needles ? 0.4 : 0.55 + 0.15 * fraction(bits, 48));
        tree.needles = needles;
        tree.object = numbers_.number(table_number_, static_cast<std::int64_t>(row));
        places_.push_back(tree);
      }
  }

  std::size_t table_number_;
  const city::Table& table_;
  const ObjectNumbers& numbers_;
  std::vector<TreePlace>& places_;
  city::SpatialIndex rows_;
  std::vector<std::size_t> chosen_;
};

}  // namespace

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a * 0x9E3779B97F4A7C15u + std::rotl(b * 0xD1B54A32D192ED03u, 32);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

double fraction(std::uint64_t bits, int shift) {
  return static_cast<double>((bits >> shift) & 0xFFFF) / 65535;
}

std::vector<TreePlace> tree_places(const city::City& city, const ObjectNumbers& numbers, std::size_t most) {
  std::vector<TreePlace> places;
  add_rows(city, numbers, places);
  if (city.find("green_area") >= 0) Planter(city, numbers, places).plant(most);
  return places;
}

}  // namespace conurb::scene
