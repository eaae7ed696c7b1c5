// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/svg_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "engine/city/query_shape.hpp"
#include "engine/city/spatial_index.hpp"
#include "engine/plot/svg.hpp"

namespace conurb::sim {

namespace {

using city::Table;

constexpr double kWidth = 900, kMostHeight = 900, kLegend = 92;
constexpr std::size_t kMostBuildings = 40'000;
constexpr std::size_t kFunctions = 3;
constexpr std::size_t kLongest = 20;  // letters of a name in the legend

// Okabe and Ito (2008), told apart by every kind of colour vision; sand for the commonest, which covers most.
constexpr std::array<const char*, kFunctions + 1> kFill{"#B59A6C", "#0072B2", "#D55E00", "#7A7A7A"};
constexpr const char* kGround = "#F7F5EF";
constexpr const char* kWater = "#9CC9E3";
constexpr const char* kGreen = "#CFE3C2";
constexpr const char* kStreet = "#9A9A9A";
constexpr const char* kInk = "#222";

/// Outlines of a table, row by row.
class Outlines {
 public:
  explicit Outlines(const Table& table)
      : alive_(table.alive()),
        offsets_(table.column("shape").offsets()),
        values_(table.column("shape").values<double>()),
        rows_(static_cast<std::size_t>(table.rows())) {}

  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// Empty for a retired row.
  [[nodiscard]] std::span<const double> operator[](std::size_t row) const {
    if (alive_[row] == 0) return {};
    const auto begin = static_cast<std::size_t>(offsets_[row]),
               end = static_cast<std::size_t>(offsets_[row + 1]);
    return values_.subspan(begin, end - begin);
  }

 private:
  std::span<const std::uint8_t> alive_;
  std::span<const std::int64_t> offsets_;
  std::span<const double> values_;
  std::size_t rows_;
};

std::optional<Outlines> outlines_of(const city::City& city, std::string_view name) {
  const std::int32_t index = city.find(name);
  if (index < 0) return std::nullopt;
  const Table& table = city.table(static_cast<std::size_t>(index));
  if (table.rows() == 0 || !table.find("shape")) return std::nullopt;
  return Outlines(table);
}

/// Text of a row, "" where it has none or the table no such column.
std::string text_at(const Table& table, std::string_view column, std::size_t row) {
  const auto found = table.find(column);
  if (!found) return {};
  const std::int32_t code = table.column(*found).values<std::int32_t>()[row];
  return code < 0 ? std::string() : table.column(*found).dictionary().text(code);
}

class MapPicture {
 public:
  MapPicture(const city::City& city, const Outlines& buildings) : city_(city), buildings_(buildings) {
    for (std::size_t row = 0; row < buildings.rows(); ++row) {
      extent_.add(city::bounding_box(buildings[row]));
    }
  }

  [[nodiscard]] std::string draw() {
    if (extent_.empty()) return {};
    const double margin =
        0.02 * std::max({extent_.max_x - extent_.min_x, extent_.max_y - extent_.min_y, 50.0});
    extent_ = {extent_.min_x - margin, extent_.min_y - margin, extent_.max_x + margin,
               extent_.max_y + margin};
    const double width_m = extent_.max_x - extent_.min_x, height_m = extent_.max_y - extent_.min_y;
    scale_ = std::min(kWidth / width_m, kMostHeight / height_m);
    width_ = width_m * scale_;
    height_ = height_m * scale_;
    svg_ = fmt::format(
        R"(<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="Map of the city" font-family="sans-serif">)"
        R"x(<clipPath id="map"><rect width="{:.0f}" height="{:.0f}"/></clipPath><g clip-path="url(#map)">)x"
        R"(<rect width="{:.0f}" height="{:.0f}" fill="{}"/>)",
        kWidth, height_ + kLegend, width_, height_, width_, height_, kGround);
    areas("green_area", kGreen);
    areas("water_area", kWater);
    streets();
    lines("rail_link", "#444", 1.6, " stroke-dasharray=\"7 3\"");
    draw_buildings();
    svg_ += "</g>";
    legend();
    scale_bar();
    north();
    return svg_ + "</svg>";
  }

 private:
  // ---- paths ----

  void add_points(std::string& path, std::span<const double> xy) const {
    char command = 'M';
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
      path += fmt::format("{}{:.1f} {:.1f}", command, (xy[i] - extent_.min_x) * scale_,
                          (extent_.max_y - xy[i + 1]) * scale_);
      command = 'L';
    }
  }
  void add_polygon(std::string& path, std::span<const double> shape) const {
    for (city::RingReader rings(shape); rings.next();) {
      add_points(path, rings.ring());
      path += 'Z';
    }
  }
  void fill(const std::string& path, std::string_view colour, std::string_view more = "") {
    if (!path.empty())
      svg_ += fmt::format(R"(<path fill="{}" fill-rule="evenodd"{} d="{}"/>)", colour, more, path);
  }
  void stroke(const std::string& path, std::string_view colour, double width, std::string_view more = "") {
    if (path.empty()) return;
    svg_ += fmt::format(
        R"(<path fill="none" stroke="{}" stroke-width="{:.1f}" stroke-linecap="round"{} d="{}"/>)", colour,
        width, more, path);
  }
  [[nodiscard]] bool seen(std::span<const double> shape) const {
    return !shape.empty() && city::bounding_box(shape).meets(extent_);
  }

  // ---- layers ----

  void areas(std::string_view table, const char* colour) {
    const auto shapes = outlines_of(city_, table);
    if (!shapes) return;
    std::string path;
    for (std::size_t row = 0; row < shapes->rows(); ++row) {
      if (seen((*shapes)[row])) add_polygon(path, (*shapes)[row]);
    }
    fill(path, colour);
  }

  void lines(std::string_view table, const char* colour, double width, std::string_view more) {
    const auto shapes = outlines_of(city_, table);
    if (!shapes) return;
    std::string path;
    for (std::size_t row = 0; row < shapes->rows(); ++row) {
      if (seen((*shapes)[row])) add_points(path, (*shapes)[row]);
    }
    stroke(path, colour, width, more);
  }

  void streets() {
    const auto shapes = outlines_of(city_, "road_link");
    if (!shapes) return;
    const Table& table = city_.table("road_link");
    const auto reverse = table.find("reverse");
    std::string major, middle, minor;
    for (std::size_t row = 0; row < shapes->rows(); ++row) {
      // Of the two directions of a street one is drawn.
      const std::int32_t other = reverse ? table.column(*reverse).values<std::int32_t>()[row] : -1;
      if ((other >= 0 && static_cast<std::size_t>(other) < row) || !seen((*shapes)[row])) continue;
      const std::string road_class = text_at(table, "road_class", row);
      const bool is_major = road_class == "motorway" || road_class == "trunk" || road_class == "primary";
      const bool is_middle = road_class == "secondary" || road_class == "tertiary";
      add_points(is_major ? major : is_middle ? middle : minor, (*shapes)[row]);
    }
    stroke(minor, kStreet, 0.6);
    stroke(middle, kStreet, 1.4);
    stroke(major, kStreet, 2.6);
  }

  // ---- buildings ----

  void draw_buildings() {
    std::vector<std::size_t> rows;
    std::vector<double> size(buildings_.rows(), 0);
    for (std::size_t row = 0; row < buildings_.rows(); ++row) {
      if (buildings_[row].empty()) continue;
      size[row] = city::polygon_area(buildings_[row]);
      rows.push_back(row);
    }
    count_ = rows.size();
    rank_functions(rows, size);
    if (rows.size() > kMostBuildings) {
      std::stable_sort(rows.begin(), rows.end(),
                       [&size](std::size_t a, std::size_t b) { return size[a] > size[b]; });
      rows.resize(kMostBuildings);
      std::sort(rows.begin(), rows.end());
    }
    drawn_ = rows.size();
    std::array<std::string, kFunctions + 1> paths;
    const Table& table = city_.table("building");
    for (const std::size_t row : rows) {
      const auto rank = std::find(functions_.begin(), functions_.end(), text_at(table, "function", row));
      const bool ranked = rank != functions_.end();
      add_polygon(paths[ranked ? static_cast<std::size_t>(rank - functions_.begin()) : kFunctions],
                  buildings_[row]);
    }
    for (std::size_t i = 0; i < paths.size(); ++i) fill(paths[i], kFill[i]);
  }

  void rank_functions(const std::vector<std::size_t>& rows, const std::vector<double>& size) {
    std::map<std::string, double> covered;
    const Table& table = city_.table("building");
    for (const std::size_t row : rows) {
      const std::string function = text_at(table, "function", row);
      if (!function.empty()) covered[function] += size[row];
    }
    std::vector<std::pair<double, std::string>> ranked;
    for (const auto& [function, area] : covered) ranked.emplace_back(-area, function);
    std::sort(ranked.begin(), ranked.end());
    for (std::size_t i = 0; i < std::min(kFunctions, ranked.size()); ++i)
      functions_.push_back(ranked[i].second);
  }

  // ---- beside the map ----

  void word(double x, double y, std::string_view anchor, const std::string& text, int size = 16) {
    svg_ += fmt::format(R"(<text x="{:.0f}" y="{:.0f}" text-anchor="{}" font-size="{}" fill="{}">{}</text>)",
                        x, y, anchor, size, kInk, plot::escaped(text));
  }

  void legend() {
    double x = 0;
    const double y = height_ + 16;
    std::vector<std::pair<std::string, const char*>> entries;
    for (std::size_t i = 0; i < functions_.size(); ++i) entries.emplace_back(functions_[i], kFill[i]);
    entries.emplace_back(functions_.empty() ? "buildings" : "other", kFill[kFunctions]);
    for (auto& [name, colour] : entries) {
      if (name.size() > kLongest) name = name.substr(0, name.find_last_of(' ', kLongest)) + " …";
      svg_ += fmt::format(R"(<rect x="{:.0f}" y="{:.0f}" width="18" height="18" fill="{}"/>)", x, y, colour);
      word(x + 24, y + 15, "start", name);
      x += 60 + 9.0 * static_cast<double>(name.size());
    }
    const std::string count = drawn_ < count_ ? fmt::format("the {} largest of {} buildings", drawn_, count_)
                                              : fmt::format("{} building{}", count_, count_ == 1 ? "" : "s");
    word(0, height_ + 66, "start", count, 14);
  }

  void scale_bar() {
    const double most_m = 160 / scale_;
    const double power = std::pow(10.0, std::floor(std::log10(most_m)));
    const double length_m = power * (most_m >= 5 * power ? 5 : most_m >= 2 * power ? 2 : 1);
    const double right = width_ - 40, left = right - length_m * scale_, y = height_ + 58;
    svg_ +=
        fmt::format(R"(<path d="M{0:.0f} {2:.0f}v8H{1:.0f}v-8" fill="none" stroke="{3}" stroke-width="2"/>)",
                    left, right, y, kInk);
    word((left + right) / 2, height_ + 54, "middle",
         length_m >= 1000 ? fmt::format("{:.0f} km", length_m / 1000) : fmt::format("{:.0f} m", length_m));
  }

  void north() {
    const double x = width_ - 14, y = height_ + 44;
    svg_ += fmt::format(R"(<path d="M{0:.0f} {1:.0f}l8 22l-8 -5l-8 5Z" fill="{2}"/>)", x, y, kInk);
    word(x, y + 40, "middle", "N", 14);
  }

  const city::City& city_;
  const Outlines& buildings_;
  city::Box2 extent_;
  double scale_ = 1, width_ = kWidth, height_ = 0;
  std::size_t count_ = 0, drawn_ = 0;
  std::vector<std::string> functions_;
  std::string svg_;
};

}  // namespace

std::string svg_map(const city::City& city) {
  const auto buildings = outlines_of(city, "building");
  return buildings ? MapPicture(city, *buildings).draw() : std::string();
}

}  // namespace conurb::sim
