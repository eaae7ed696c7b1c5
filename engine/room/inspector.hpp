// SPDX-License-Identifier: Apache-2.0
// Everything that is known of one row, as data for a panel: values with units and where they come from, what
// the row is connected to, and which of its values have a history.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/texts.hpp"
#include "engine/room/history.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::room {

struct InspectedValue {
  std::string column;  ///< name, for commands and layers
  std::string label;   ///< for people
  std::string text;    ///< value in the display unit; a word where there is none
  std::string unit;    ///< display unit as unit_label() writes it
  std::string description;
  city::Role role = city::Role::fixed;
  store::Provenance provenance = store::Provenance::unknown;
  std::string source, source_date;  ///< of what was imported; may be empty
  bool null = false;
  bool pinned = false;           ///< held by a person
  bool counts = false;           ///< of things that are counted: whole numbers are shown as such
  bool numeric = false;          ///< can be plotted if it has a history
  double scale = 1, offset = 0;  ///< shown = SI * scale + offset
};

struct InspectedGroup {
  std::string title;
  std::vector<InspectedValue> values;
};

/// Another row that this one refers to, or that refers to it.
struct Neighbour {
  std::string relation;  ///< label of the column that connects them
  bool inward = false;   ///< the other row refers to this one
  std::string table;
  city::Id id = 0;
  std::string label;  ///< title of the other row
};

struct Inspection {
  std::string branch, table;
  city::Id id = 0;
  std::int64_t row = 0;
  std::string title, subtitle;  ///< "Bahnhofstrasse 1", "Building"
  bool retired = false;
  std::vector<InspectedGroup> groups;  ///< those without values are left out
  std::vector<Neighbour> neighbours;
  bool more_neighbours = false;  ///< there are more than were asked for
};

struct InspectOptions {
  std::size_t most_neighbours = 50;
};

/// What a branch knows of a row, as it is drafted or lives. On the thread of the twin: Simulation::ask.
/// Throws Error not_found for a branch, table or id that is not there.
[[nodiscard]] Inspection inspect(sim::Twin& twin, std::string_view branch, std::string_view table,
                                 city::Id id, const Texts& texts, const InspectOptions& options = {});

/// Puts the values that a run recorded by `at` in the place of those of the draft, as far as they are read;
/// what is still being read comes with a later call. On the room's thread; does not wait.
void show_recorded(Inspection& inspection, History& history, std::int64_t run, Time at, const Texts& texts);

}  // namespace conurb::room
