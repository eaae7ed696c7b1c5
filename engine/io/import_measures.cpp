// SPDX-License-Identifier: Apache-2.0
// Measures of buildings and outlines of objects, once all geometry is there.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/base/no_value.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/city/spatial_index.hpp"
#include "engine/io/building_shell.hpp"
#include "engine/io/import_measures.hpp"

namespace conurb::io {

using city::kNone;
using city::Point3;
using city::Table;

namespace {

constexpr double kReach = 1;  // m: buildings further apart share no wall

class BuildingMeasures {
 public:
  explicit BuildingMeasures(CityImport::State& state)
      : state_(state),
        index_(state.geometry, static_cast<std::size_t>(state.city.table("city_object").rows())),
        origin_{state.city.place().origin_x, state.city.place().origin_y, 0} {}

  void run() {
    collect_objects();
    choose_subjects();
    state_.report(0.1, fmt::format("measuring {} buildings", subjects_.size()));
    measure(0);
    add_neighbours();
    state_.report(0.5, "party walls");
    walls_ = find_party_walls(state_.geometry, origin_, faces_, subjects_.size(), *state_.options.jobs);
    take_party_walls();
    state_.report(0.7, "columns");
    write_columns();
    write_shapes();
    write_surfaces(state_, subjects_, faces_);
    tell_findings(state_, subjects_, measures_, walls_);
    write_best_geometry(state_, index_, origin_);
    write_outlines();
  }

 private:
  // ---- what is measured ----

  void collect_objects() {
    const Table& objects = state_.city.table("city_object");
    const Table& buildings = state_.city.table("building");
    const auto rows = static_cast<std::size_t>(objects.rows());
    const auto roots = objects.column("root").values<std::int32_t>();
    const auto types = objects.column("type").values<std::int32_t>();
    const auto alive = objects.alive();
    const city::Dictionary& names = objects.column("type").dictionary();
    std::vector<std::uint8_t> is_part;
    for (std::int32_t code = 0; code < names.size(); ++code)
      is_part.push_back(is_building_type(names.text(code)) ? 1 : 0);
    building_of_.assign(rows, -1);
    const auto refs = buildings.column("object").values<std::int32_t>();
    for (std::int64_t row = 0; row < buildings.rows(); ++row) {
      const std::int32_t object = refs[static_cast<std::size_t>(row)];
      if (object >= 0) building_of_[static_cast<std::size_t>(object)] = row;
    }
    part_begin_.assign(static_cast<std::size_t>(buildings.rows()) + 1, 0);
    const auto each_part = [&](auto visit) {
      for (std::size_t o = 0; o < rows; ++o) {
        const bool counts =
            alive[o] != 0 && types[o] >= 0 && is_part[static_cast<std::size_t>(types[o])] != 0;
        if (!counts || roots[o] < 0) continue;
        const std::int64_t building = building_of_[static_cast<std::size_t>(roots[o])];
        if (building >= 0) visit(static_cast<std::size_t>(building), static_cast<std::uint32_t>(o));
      }
    };
    each_part([this](std::size_t building, std::uint32_t) { ++part_begin_[building + 1]; });
    for (std::size_t i = 1; i < part_begin_.size(); ++i) part_begin_[i] += part_begin_[i - 1];
    parts_.resize(part_begin_.back());
    std::vector<std::size_t> next(part_begin_.begin(), part_begin_.end() - 1);
    each_part([&](std::size_t building, std::uint32_t object) { parts_[next[building]++] = object; });
    // The root first; a file may list the parts before it.
    for (std::size_t b = 0; b + 1 < part_begin_.size(); ++b) {
      const auto first = parts_.begin() + static_cast<std::ptrdiff_t>(part_begin_[b]);
      const auto last = parts_.begin() + static_cast<std::ptrdiff_t>(part_begin_[b + 1]);
      const auto root = std::find(first, last, static_cast<std::uint32_t>(std::max(refs[b], 0)));
      if (root != last) std::rotate(first, root, root + 1);
    }
    for (std::size_t o = 0; o < rows; ++o) {
      if (roots[o] >= 0) building_of_[o] = building_of_[static_cast<std::size_t>(roots[o])];
    }
  }

  [[nodiscard]] std::span<const std::uint32_t> parts_of(std::int64_t row) const {
    const auto at = static_cast<std::size_t>(row);
    return std::span(parts_).subspan(part_begin_[at], part_begin_[at + 1] - part_begin_[at]);
  }

  void choose_subjects() {
    const Table& buildings = state_.city.table("building");
    std::vector<std::uint8_t> is_new(static_cast<std::size_t>(buildings.rows()), 0);
    for (const std::int64_t row : state_.new_buildings) is_new[static_cast<std::size_t>(row)] = 1;
    for (std::int64_t row = 0; row < buildings.rows(); ++row) {
      const auto at = static_cast<std::size_t>(row);
      if (buildings.alive()[at] == 0 || parts_of(row).empty()) continue;  // of a map, without a model
      if (is_new[at] != 0 || state_.geometry_moved) subjects_.push_back({row, is_new[at] != 0, false});
    }
  }

  /// Buildings that stand beside those measured so far, and those beside them, whose walls the former may
  /// share.
  void add_neighbours() {
    const Table& buildings = state_.city.table("building");
    if (state_.geometry_moved || subjects_.size() == static_cast<std::size_t>(buildings.alive_rows())) return;
    std::vector<std::uint8_t> taken(static_cast<std::size_t>(buildings.rows()), 0);
    for (const Subject& each : subjects_) taken[static_cast<std::size_t>(each.row)] = 1;
    const auto offsets = buildings.column("shape").offsets();
    const auto shapes = buildings.column("shape").values<double>();
    std::vector<city::Box2> boxes(static_cast<std::size_t>(buildings.rows()));
    for (std::size_t row = 0; row < boxes.size(); ++row) {
      const auto first = static_cast<std::size_t>(offsets[row]),
                 last = static_cast<std::size_t>(offsets[row + 1]);
      const bool modelled = !parts_of(static_cast<std::int64_t>(row)).empty();
      if (taken[row] == 0 && buildings.alive()[row] != 0 && modelled) {
        boxes[row] = city::bounding_box(shapes.subspan(first, last - first));
      }
    }
    const auto index = city::SpatialIndex::of_boxes(boxes);
    std::size_t first = 0;
    for (const bool context : {false, true}) {
      const std::size_t end = subjects_.size();
      for (std::size_t i = first; i < end; ++i) {
        city::Box2 box = box_of(i);
        if (box.empty()) continue;
        box = {box.min_x - kReach, box.min_y - kReach, box.max_x + kReach, box.max_y + kReach};
        for (const std::int64_t row : index.within(box)) {
          if (taken[static_cast<std::size_t>(row)]++ == 0) subjects_.push_back({row, false, context});
          taken[static_cast<std::size_t>(row)] = 1;
        }
      }
      std::sort(subjects_.begin() + static_cast<std::ptrdiff_t>(end), subjects_.end(),
                [](const Subject& a, const Subject& b) { return a.row < b.row; });
      measure(end);
      first = end;
    }
  }

  [[nodiscard]] city::Box2 box_of(std::size_t subject) const {
    const BuildingMeasure& measure = measures_[subject];
    return city::bounding_box(
        std::span(shapes_).subspan(measure.shape_begin, measure.shape_end - measure.shape_begin));
  }

  /// Measures subjects from `first` on, in chunks that are put together in order.
  void measure(std::size_t first) {
    struct Chunk {
      std::vector<BuildingMeasure> measures;
      std::vector<ShellFace> faces;
      std::vector<double> shapes;
    };
    constexpr std::size_t kGrain = 512;
    const std::size_t count = subjects_.size() - first;
    std::vector<Chunk> chunks(Jobs::chunk_count(count, kGrain));
    state_.options.jobs->parallel_for(0, count, kGrain, [&](std::size_t begin, std::size_t end) {
      Chunk& chunk = chunks[begin / kGrain];
      ShellMeasurer measurer(state_.geometry, index_, origin_);
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t subject = first + i;
        chunk.measures.push_back(measurer.building(static_cast<std::uint32_t>(subject),
                                                   parts_of(subjects_[subject].row), chunk.faces,
                                                   chunk.shapes));
      }
    });
    for (Chunk& chunk : chunks) {
      for (BuildingMeasure& each : chunk.measures) {
        each.shape_begin += shapes_.size();
        each.shape_end += shapes_.size();
        measures_.push_back(each);
      }
      shapes_.insert(shapes_.end(), chunk.shapes.begin(), chunk.shapes.end());
      faces_.insert(faces_.end(), chunk.faces.begin(), chunk.faces.end());
      chunk = {};
    }
  }

  void take_party_walls() {
    for (std::size_t i = 0; i < faces_.size(); ++i) {
      const double hidden = walls_.covered[i].by_neighbours + walls_.covered[i].by_own_parts;
      if (hidden <= 0) continue;
      BuildingMeasure& measure = measures_[faces_[i].building];
      const auto& v = faces_[i].vector_area;
      double& wall = measure.wall_area[facade_of(static_cast<double>(v[0]), static_cast<double>(v[1]))];
      wall = std::max(0.0, wall - hidden);
      measure.party_wall_area += walls_.covered[i].by_neighbours;
    }
  }

  // ---- what is written ----

  template <typename Value>
  void write(const std::string& column, bool neighbours_too, Value value) {
    Table& table = state_.city.edit("building");
    const auto found = table.find(column);
    if (!found) return;
    CellWriter<float> cells(table, *found, state_.known.edited, state_.first_new_row(table));
    const auto given = state_.given.find(column);
    bool any_given = false;
    std::vector<city::Id> derived;
    for (std::size_t i = 0; i < subjects_.size(); ++i) {
      const Subject& subject = subjects_[i];
      if (subject.context || !(subject.whole || neighbours_too)) continue;
      const auto at = static_cast<std::size_t>(subject.row);
      if (given != state_.given.end() && at < given->second.size() && given->second[at] != 0) {
        any_given = true;
        continue;
      }
      const double number = value(measures_[i], subject.row);
      cells.set(subject.row, std::isnan(number) ? kNoValue : static_cast<float>(number));
      if (subject.whole && !std::isnan(number)) derived.push_back(table.ids()[at]);
    }
    cells.finish();
    if (state_.sources.empty() || derived.empty()) return;
    if (!any_given) derived.clear();  // the whole column
    // Of the last source that brought buildings.
    state_.sources[state_.source_of_new.back()].provenance.push_back(
        {"building", column, store::Provenance::derived, std::move(derived)});
  }

  void write_columns() {
    const auto when_shell = [](double BuildingMeasure::*field) {
      return
          [field](const BuildingMeasure& m, std::int64_t) { return m.has_shell ? m.*field : std::nan(""); };
    };
    for (std::size_t k = 0; k < kFacades; ++k) {
      write(std::string("wall_area_") + kSectors[k], true, [k](const BuildingMeasure& m, std::int64_t) {
        return m.has_shell ? m.wall_area[k] : std::nan("");
      });
      write(std::string("roof_area_") + kSectors[k], false, [k](const BuildingMeasure& m, std::int64_t) {
        return m.has_shell ? m.roof_area[k] : std::nan("");
      });
    }
    write("party_wall_area", true, when_shell(&BuildingMeasure::party_wall_area));
    write("roof_area_flat", false, when_shell(&BuildingMeasure::roof_area_flat));
    write("ground_area", false, when_shell(&BuildingMeasure::ground_area));
    write("roof_area", false,
          [](const BuildingMeasure& m, std::int64_t) { return m.has_shell ? m.roof_total() : std::nan(""); });
    write("ground_height", false, when_shell(&BuildingMeasure::ground_z));
    write("height", false, [](const BuildingMeasure& m, std::int64_t) {
      return m.has_shell ? m.top_z - m.ground_z : std::nan("");
    });
    write("eaves_height", false, [](const BuildingMeasure& m, std::int64_t) {
      return m.has_shell ? m.eaves_z - m.ground_z : std::nan("");
    });
    write("footprint_area", false, [](const BuildingMeasure& m, std::int64_t) {
      return m.footprint_area > 0 ? m.footprint_area : std::nan("");
    });
    write("footprint_perimeter", false, [](const BuildingMeasure& m, std::int64_t) {
      return m.footprint_area > 0 ? m.footprint_perimeter : std::nan("");
    });
    write_volume();
    write_closed();
    write_floor_area();
  }

  void write_volume() {
    const auto heights = state_.city.table("building").column("height").values<float>();
    // A block without a shell still has a height in some files: footprint times height.
    const auto volume = [heights](const BuildingMeasure& m, std::int64_t row) {
      if (m.has_shell && m.volume > 0) return m.volume;
      const auto height = static_cast<double>(heights[static_cast<std::size_t>(row)]);
      return m.footprint_area > 0 && height > 0 ? m.footprint_area * height : std::nan("");
    };
    write("volume", false, volume);
    write("mean_height", false, [volume](const BuildingMeasure& m, std::int64_t row) {
      return m.footprint_area > 0 ? volume(m, row) / m.footprint_area : std::nan("");
    });
  }

  void write_closed() {
    Table& table = state_.city.edit("building");
    CellWriter<std::uint8_t> cells(table, table.index_of("shell_closed"), state_.known.edited,
                                   state_.first_new_row(table));
    for (std::size_t i = 0; i < subjects_.size(); ++i) {
      const BuildingMeasure& m = measures_[i];
      if (subjects_[i].whole) cells.set(subjects_[i].row, m.has_shell && m.open_shells == 0 ? 1 : 0);
    }
    cells.finish();
  }

  void write_floor_area() {
    const auto storeys = state_.city.table("building").column("storeys_above_ground").values<float>();
    write("floor_area", false, [storeys](const BuildingMeasure& m, std::int64_t row) {
      const auto count = static_cast<double>(storeys[static_cast<std::size_t>(row)]);
      return count > 0 && m.footprint_area > 0 ? count * m.footprint_area : std::nan("");
    });
  }

  void write_shapes() {
    std::vector<std::pair<std::int64_t, std::size_t>> rows;
    for (std::size_t i = 0; i < subjects_.size(); ++i) {
      if (subjects_[i].whole) rows.emplace_back(subjects_[i].row, i);
    }
    std::sort(rows.begin(), rows.end());
    replace_shapes(state_, state_.city.edit("building"), rows, [this](std::size_t i) {
      const BuildingMeasure& m = measures_[i];
      return std::span<const double>(shapes_).subspan(m.shape_begin, m.shape_end - m.shape_begin);
    });
  }

  void write_outlines() {
    std::map<std::size_t, std::vector<const OutlineJob*>> by_table;
    for (const OutlineJob& job : state_.outlines) by_table[job.table].push_back(&job);
    for (auto& [table, jobs] : by_table) {
      std::sort(jobs.begin(), jobs.end(),
                [](const OutlineJob* a, const OutlineJob* b) { return a->row < b->row; });
      outline_table(state_.city.edit(table), jobs);
    }
  }

  void outline_table(Table& table, const std::vector<const OutlineJob*>& jobs) {
    constexpr std::size_t kGrain = 256;
    std::vector<std::vector<double>> shapes(jobs.size());
    state_.options.jobs->parallel_for(0, jobs.size(), kGrain, [&](std::size_t begin, std::size_t end) {
      ShellMeasurer measurer(state_.geometry, index_, origin_);
      for (std::size_t i = begin; i < end; ++i) measurer.outline(jobs[i]->object, shapes[i]);
    });
    std::vector<std::pair<std::int64_t, std::size_t>> rows;
    for (std::size_t i = 0; i < jobs.size(); ++i) rows.emplace_back(jobs[i]->row, i);
    replace_shapes(state_, table, rows,
                   [&shapes](std::size_t i) { return std::span<const double>(shapes[i]); });
  }

  CityImport::State& state_;
  GeometryIndex index_;
  Point3 origin_;
  std::vector<std::int64_t> building_of_;  // by row of city_object: row of its building, -1
  std::vector<std::size_t> part_begin_;    // by building row, in parts_
  std::vector<std::uint32_t> parts_;       // rows of city_object
  std::vector<Subject> subjects_;
  std::vector<BuildingMeasure> measures_;
  std::vector<ShellFace> faces_;
  std::vector<double> shapes_;
  PartyWalls walls_;
};

}  // namespace

void import_measures(CityImport::State& state) {
  BuildingMeasures(state).run();
}

}  // namespace conurb::io
