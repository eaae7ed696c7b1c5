// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_movers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "engine/scene/layer_values.hpp"
#include "engine/scene/link_lines.hpp"

namespace conurb::scene {
namespace {

double on_ground(const city::Terrain& terrain, double x, double y) {
  const double z = terrain.height(x, y);
  return std::isnan(z) ? 0 : z;
}

/// A column of the layer's table as numbers; empty if it is not bound.
std::vector<double> bound(const city::City& city, const LayerSpec& layer, const std::string& name) {
  const city::Column* column = layer_column(city, layer, name);
  if (column == nullptr) return {};
  return values_of(*column, static_cast<std::size_t>(city.table(layer.look.table).rows()));
}

/// Places of rows by x and y.
class FreePlaces {
 public:
  FreePlaces(const city::City& city, const LayerSpec& layer)
      : x_(bound(city, layer, layer.look.path.x)),
        y_(bound(city, layer, layer.look.path.y)),
        z_(bound(city, layer, layer.look.path.z)),
        heading_(bound(city, layer, layer.look.path.heading)) {}

  [[nodiscard]] std::optional<Mover> at(std::size_t row, const city::Terrain& terrain) const {
    if (x_.empty() || y_.empty() || !std::isfinite(x_[row]) || !std::isfinite(y_[row])) return std::nullopt;
    const bool high = !z_.empty() && std::isfinite(z_[row]);
    Mover mover;
    mover.position = {x_[row], y_[row], high ? z_[row] : on_ground(terrain, x_[row], y_[row])};
    if (!heading_.empty() && std::isfinite(heading_[row]))
      mover.heading_rad = static_cast<float>(heading_[row]);
    return mover;
  }

 private:
  std::vector<double> x_, y_, z_, heading_;
};

/// Places of rows on links.
class LinkPlaces {
 public:
  LinkPlaces(const city::City& city, const LayerSpec& layer) : path_(layer.look.path) {
    const city::Column* link = layer_column(city, layer, path_.link);
    if (link == nullptr || link->spec().scalar != city::Scalar::ref) return;
    const std::int32_t links = city.find(link->spec().refers_to);
    if (links < 0) return;
    const city::Table& table = city.table(static_cast<std::size_t>(links));
    lines_ = LinkLines(city, table);
    link_ = link->values<std::int32_t>();
    position_ = bound(city, layer, path_.position);
    enter_ = times(city, layer, path_.enter);
    leave_ = times(city, layer, path_.leave);
    halt_ = bound(city, layer, path_.halt);
    halt_from_ = times(city, layer, path_.halt_from);
    halt_to_ = times(city, layer, path_.halt_to);
    if (const auto speed = path_.speed.empty() ? std::nullopt : table.find(path_.speed))
      speed_ = values_of(table.column(*speed), static_cast<std::size_t>(table.rows()));
  }

  [[nodiscard]] std::optional<Mover> at(std::size_t row, Time now, const city::Terrain& terrain) const {
    if (link_.empty() || link_[row] < 0) return std::nullopt;
    const std::optional<double> along = way_gone(row, now);
    if (!along) return std::nullopt;
    const LinkLines::Place place = lines_.at(link_[row], *along);
    if (!place.found) return std::nullopt;
    Mover mover;
    mover.position = {place.x, place.y, on_ground(terrain, place.x, place.y)};
    mover.heading_rad = static_cast<float>(place.heading_rad);
    return mover;
  }

 private:
  static std::span<const std::int64_t> times(const city::City& city, const LayerSpec& layer,
                                             const std::string& name) {
    const city::Column* column = layer_column(city, layer, name);
    if (column == nullptr || column->spec().scalar != city::Scalar::i64) return {};
    return column->values<std::int64_t>();
  }

  [[nodiscard]] bool stands(std::size_t row) const {
    return !halt_.empty() && std::isfinite(halt_[row]) && enter_[row] <= halt_from_[row] &&
           halt_from_[row] < halt_to_[row] && halt_to_[row] <= leave_[row];
  }

  /// The place at `now` of what is at `start` at `from` and at `end` at `to`, later.
  static double between(Time now, std::int64_t from, std::int64_t to, double start, double end) {
    if (to <= from) return end;
    return start + (end - start) * static_cast<double>(now.us - from) / static_cast<double>(to - from);
  }

  /// Metres from the start of the link at `now`; none if the row is not on it then.
  [[nodiscard]] std::optional<double> way_gone(std::size_t row, Time now) const {
    if (!position_.empty()) return position_[row];
    if (leave_.empty()) return std::nullopt;
    const double length = lines_.length(link_[row]);
    if (!enter_.empty()) {
      if (now.us < enter_[row] || now.us >= leave_[row]) return std::nullopt;
      if (!stands(row)) return between(now, enter_[row], leave_[row], 0, length);
      const double halt = std::clamp(length - halt_[row], 0.0, length);
      if (now.us < halt_from_[row]) return between(now, enter_[row], halt_from_[row], 0, halt);
      return now.us < halt_to_[row] ? halt : between(now, halt_to_[row], leave_[row], halt, length);
    }
    const auto link = static_cast<std::size_t>(link_[row]);
    const double speed = link < speed_.size() ? speed_[link] : 0;
    return std::clamp(length - speed * to_seconds({leave_[row] - now.us}), 0.0, length);
  }

  const host::LayerPath& path_;
  LinkLines lines_;
  std::span<const std::int32_t> link_;
  std::span<const std::int64_t> enter_, leave_, halt_from_, halt_to_;
  std::vector<double> position_, speed_, halt_;
};

/// Adds a passage: the corners of the link, times in proportion to the way.
void add_passage(std::span<const double> xy, std::int64_t row, Time enter, Time leave,
                 const city::Terrain& terrain, Trajectories& result) {
  std::vector<double> gone{0};
  for (std::size_t i = 2; i + 1 < xy.size(); i += 2)
    gone.push_back(gone.back() + std::hypot(xy[i] - xy[i - 2], xy[i + 1] - xy[i - 1]));
  for (std::size_t i = 0; i < gone.size(); ++i) {
    const double part = gone.back() > 0 ? gone[i] / gone.back() : 0;
    const double x = xy[2 * i], y = xy[2 * i + 1];
    result.points.push_back({x, y, on_ground(terrain, x, y)});
    result.times.push_back(
        enter + Duration{static_cast<std::int64_t>(part * static_cast<double>((leave - enter).us))});
    result.rows.push_back(row);
  }
}

}  // namespace

std::vector<Mover> movers_at(const city::City& city, const LayerSpec& layer, const ObjectNumbers& numbers,
                             const city::Terrain& terrain, Time now) {
  std::vector<Mover> movers;
  if (layer.look.path.empty() || city.find(layer.look.table) < 0) return movers;
  const std::size_t index = city.index_of(layer.look.table);
  const city::Table& table = city.table(index);
  const auto alive = table.alive();
  const FreePlaces places(city, layer);
  const LinkPlaces on_links(city, layer);
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (alive[row] == 0) continue;
    std::optional<Mover> mover =
        layer.look.path.link.empty() ? places.at(row, terrain) : on_links.at(row, now, terrain);
    if (!mover) continue;
    mover->row = static_cast<std::int64_t>(row);
    mover->object = numbers.number(index, mover->row);
    movers.push_back(*mover);
  }
  return movers;
}

Trajectories trajectories_of(const city::City& city, const LayerSpec& layer, const city::Terrain& terrain,
                             Time from, Time to) {
  Trajectories result;
  const host::LayerPath& path = layer.look.path;
  const city::Column* link = layer_column(city, layer, path.link);
  const city::Column* enter = layer_column(city, layer, path.enter);
  const city::Column* leave = layer_column(city, layer, path.leave);
  const std::vector<double> of = bound(city, layer, path.of);
  if (layer.look.geometry != host::LayerGeometry::trajectory || link == nullptr || enter == nullptr ||
      leave == nullptr || of.empty() || city.find(link->spec().refers_to) < 0)
    return result;
  const city::Table& table = city.table(layer.look.table);
  const LinkLines lines(city, city.table(link->spec().refers_to));
  const auto links = link->values<std::int32_t>();
  const auto enters = enter->values<std::int64_t>(), leaves = leave->values<std::int64_t>();
  const auto alive = table.alive();

  std::vector<std::vector<std::size_t>> passages;  // by who, in the order of first rows
  std::map<double, std::size_t> place_of;
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (alive[row] == 0 || enters[row] > to.us || leaves[row] < from.us || std::isnan(of[row])) continue;
    const auto [found, fresh] = place_of.try_emplace(of[row], passages.size());
    if (fresh) passages.emplace_back();
    passages[found->second].push_back(row);
  }
  for (std::vector<std::size_t>& rows : passages) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::size_t a, std::size_t b) { return enters[a] < enters[b]; });
    Trajectories::Strand strand{of[rows.front()], result.points.size(), 0};
    for (const std::size_t row : rows) {
      std::array<double, 4> scratch;
      const auto xy = lines.line(links[row], scratch);
      if (!xy.empty()) {
        add_passage(xy, static_cast<std::int64_t>(row), {enters[row]}, {leaves[row]}, terrain, result);
      }
    }
    strand.count = result.points.size() - strand.first;
    if (strand.count > 0) result.strands.push_back(strand);
  }
  return result;
}

}  // namespace conurb::scene
