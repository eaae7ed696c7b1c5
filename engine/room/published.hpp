// SPDX-License-Identifier: Apache-2.0
// What the simulation lets the room see: immutable snapshots that panels and the picture read without
// waiting. Everything here is a value; a snapshot stays what it was.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/base/zone.hpp"
#include "engine/room/levers.hpp"
#include "engine/room/state.hpp"
#include "engine/sim/compare.hpp"
#include "engine/store/records.hpp"

namespace conurb::room {

enum class BranchStatus : std::uint8_t {
  draft,    ///< never run to its end
  running,  ///< a recorded run is under way
  live,     ///< simulated as one looks on, without being recorded
  done,     ///< its latest run is that of the branch as it is now
  stale,    ///< its latest run is that of another city or branch than it is now
  failed,   ///< its latest run ended in a fault
  stopped,  ///< its latest run was cancelled; what it recorded is kept
};
[[nodiscard]] std::string_view to_string(BranchStatus status);

struct BranchInfo {
  std::int32_t ordinal = 0;
  std::string name;
  std::string parent;  ///< empty for the base
  BranchStatus status = BranchStatus::draft;
  double progress = 0;           ///< running: 0 … 1
  std::optional<Time> time;      ///< running and live: where it is
  std::vector<std::string> why;  ///< stale and failed: in plain words
  std::int64_t run = 0;          ///< latest run that recorded anything; 0 = none
  Time run_from, run_to;         ///< what that run was asked to cover
  /// Latest finished run; live: so far. `base` and what follows from it are NaN without a run of the base
  /// over the same span.
  std::vector<sim::ComparedKpi> kpis;
  std::vector<LeverInfo> levers;
  std::size_t changes = 0;  ///< gestures of its own that count
  bool can_undo = false, can_redo = false;
};

struct JournalLine {
  std::int64_t group = 0;
  std::string branch;
  std::string wall_time, acts, who, role;  ///< in the city's zone
  std::string text;                        ///< what it does
  bool taken_back = false;
  bool can_undo = false;  ///< somebody's change that counts: whatif.undo takes its group back
};

/// A value beyond a limit, a plugin that failed: what the room shows until somebody has read it.
struct Alarm {
  std::string branch;
  std::string text;
  std::string table;  ///< with `id`: where to look; may be empty
  city::Id id = 0;
  std::optional<Time> at;  ///< simulated; none for what an import found

  auto operator<=>(const Alarm&) const = default;
};

/// Something to be told once, as a toast.
struct Message {
  std::int64_t number = 0;  ///< ascending from 1: who shows them remembers the last that it showed
  store::Severity severity = store::Severity::note;
  std::string heading;  ///< what kind of thing it is, in the person's language; may be empty
  std::string text;
  std::int64_t wall_us = 0;
};

/// Long work under way.
struct Work {
  std::vector<std::string> branches;
  std::string text;     ///< where it is, as "2026-02-10 07:00"
  double fraction = 0;  ///< 0 … 1
  double left_s = -1;   ///< estimate; negative while unknown
};

enum class Opening : std::uint8_t { under_way, open, failed, closed };

struct Published {
  Opening opening = Opening::under_way;
  std::string failure;     ///< of opening
  bool read_only = false;  ///< nothing that changes the city is taken
  std::string title;       ///< name of the file, without its ending
  Zone zone = Zone::utc();
  store::Extent extent;                ///< of the city, metres of the local frame; all zero if unknown
  std::optional<std::string> session;  ///< text of the RoomState this display left, as it was at opening
  std::vector<Bookmark> bookmarks;     ///< those kept in the file, likewise
  std::vector<BranchInfo> branches;    ///< the base first, then by age; deleted ones are left out
  std::shared_ptr<const std::vector<JournalLine>> journal;      ///< the latest first, at most kMostLines
  std::shared_ptr<const std::vector<store::Finding>> findings;  ///< the worst first, at most kMostLines
  std::shared_ptr<const std::vector<Alarm>> alarms;             ///< the latest first, at most kMostLines
  std::vector<Message> messages;                                ///< the last kMostMessages, oldest first
  std::optional<Work> work;
  std::size_t waiting = 0;  ///< runs that wait for their turn

  /// Null if there is none.
  [[nodiscard]] const BranchInfo* branch(std::string_view name) const;
};
inline constexpr std::size_t kMostLines = 1'000;
inline constexpr std::size_t kMostMessages = 100;

/// A column of a branch, for drawing.
struct ColumnKey {
  std::string branch, table, column;
  auto operator<=>(const ColumnKey&) const = default;
};

/// Which record of a column is shown at a time.
enum class Recorded : std::uint8_t {
  not_after,   ///< what was known then
  not_before,  ///< of the interval that the time lies in: what is told at its end
};

/// A column at an instant as the graphics card takes it: a float for each row, retired rows included. NaN is
/// null, and what a retired row has. Texts are codes into `texts`, references row numbers.
struct ColumnFrame {
  ColumnKey key;
  std::optional<Time> time;    ///< of the values; none: nothing has computed any
  std::uint64_t revision = 0;  ///< of the same key: other values have another revision
  std::shared_ptr<const std::vector<float>> values;
  std::shared_ptr<const std::vector<std::int64_t>> whole;  ///< exact values of an i64 column; else null
  std::shared_ptr<const std::vector<std::string>> texts;   ///< null unless the column holds texts
};

}  // namespace conurb::room
