// SPDX-License-Identifier: Apache-2.0
// Keeps what a branch knows of a row at hand for a panel: asks the simulation anew when something has
// changed, and puts in what a run recorded at the time shown. Never waits.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>

#include "engine/room/inspector.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// Where a row is on the map, metres of the local frame.
struct Place {
  double x = 0, y = 0;
  double size = 0;  ///< longer side of what it covers
};

/// One row of one branch at a time; on the window's thread.
class InspectionFeed {
 public:
  /// Once a frame. Null until the answer is there, and for a row that the branch does not have; stays valid
  /// until the next call.
  const room::Inspection* update(PanelContext& context, const std::string& branch, const std::string& table,
                                 city::Id id);
  /// Of the last row given, if it has a shape.
  [[nodiscard]] const std::optional<Place>& place() const { return place_; }
  /// The branch was asked, and does not have the row.
  [[nodiscard]] bool missing() const { return missing_; }

 private:
  struct Row {
    std::string branch, table;
    city::Id id = 0;
    bool operator==(const Row&) const = default;
  };
  /// What an answer depends on.
  struct Stamp {
    Row row;
    std::size_t changes = 0;
    std::int64_t run = 0, gesture = 0;
    room::BranchStatus status = room::BranchStatus::draft;
    room::TimeMode mode = room::TimeMode::recorded;
    std::optional<Time> time;
    bool operator==(const Stamp&) const = default;
  };
  struct Answer {
    room::Inspection inspection;
    std::optional<Place> place;
  };
  static Stamp stamp_of(const PanelContext& context, Row row);
  void ask(PanelContext& context, Stamp stamp);
  void take();

  std::shared_ptr<const Texts> texts_;  // shared with questions, which may outlive the panel
  std::future<Answer> answer_;
  Stamp asked_;
  double asked_at_ = -1e9;
  Row shown_row_;
  std::optional<room::Inspection> shown_;
  std::optional<Place> place_;
  bool missing_ = false;
};

}  // namespace conurb::ui
