// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <string>

#include "engine/io/import_measures.hpp"

namespace conurb::io {

using city::kNone;

namespace {

class MeasureFindings {
 public:
  MeasureFindings(CityImport::State& state, std::span<const Subject> subjects)
      : state_(state), subjects_(subjects), ids_(state.city.table("building").column("object_id")) {
    for (std::size_t i = 0; i < state.new_buildings.size(); ++i)
      source_of_[state.new_buildings[i]] = state.source_of_new[i];
  }

  void tell_shell(std::size_t i, const BuildingMeasure& m) {
    if (!m.has_shell) {
      find(i, Severity::warning, "building.no_shell",
           "the building has no surfaces: it has no areas, and its volume is footprint times height if both "
           "are known");
    }
    if (m.open_shells > 0) {
      find(i, Severity::warning, "building.open_shell",
           fmt::format("{} shell(s) are open: the volume is that of the prism under the roof, {:.1f} m3",
                       m.open_shells, m.volume));
    }
    if (m.inverted_shells > 0) {
      find(i, Severity::info, "building.inside_out",
           fmt::format("{} shell(s) are inside-out: turned for measuring", m.inverted_shells));
    }
    if (!(m.footprint_area > 0)) {
      find(i, Severity::warning, "building.no_footprint", "nothing of it has an area on the map");
    }
  }

  void tell_walls(const PartyWalls& walls) {
    for (std::size_t i = 0; i < walls.copy_of.size(); ++i) {
      if (walls.copy_of[i] == kNone) continue;
      find(i, Severity::warning, "building.copy",
           fmt::format("stands on the spot of {} with the same walls: as neighbours the two count once",
                       in_quotes(name_of(walls.copy_of[i]))));
    }
    const PartyWallOptions limits;
    for (const std::uint32_t i : walls.crowded) {
      find(i, Severity::warning, "building.crowded",
           fmt::format("{} or more buildings, or {} or more walls at one of its own, are within reach: party "
                       "walls with further ones are not looked for",
                       limits.most_neighbours, limits.most_candidates));
    }
  }

 private:
  [[nodiscard]] std::string name_of(std::size_t subject) const {
    const auto row = static_cast<std::size_t>(subjects_[subject].row);
    const std::int32_t code = ids_.values<std::int32_t>()[row];
    return code < 0 ? std::string() : ids_.dictionary().text(code);
  }

  void find(std::size_t subject, Severity severity, std::string_view rule, std::string message) {
    if (!subjects_[subject].whole) return;
    state_.find(source_of_.at(subjects_[subject].row), severity, name_of(subject), rule, std::move(message));
  }

  CityImport::State& state_;
  std::span<const Subject> subjects_;
  const city::Column& ids_;
  std::map<std::int64_t, std::size_t> source_of_;
};

}  // namespace

void tell_findings(CityImport::State& state, std::span<const Subject> subjects,
                   std::span<const BuildingMeasure> measures, const PartyWalls& walls) {
  MeasureFindings findings(state, subjects);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (subjects[i].whole) findings.tell_shell(i, measures[i]);
  }
  findings.tell_walls(walls);
}

}  // namespace conurb::io
