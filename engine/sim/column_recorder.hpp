// SPDX-License-Identifier: Apache-2.0
// Hands a branch's computed columns to the city file's recorder, each by its policy: none, last, every n, day
// and peak, or a selection of rows. Recording looks and copies; it changes no bit of the branch.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/calendar.hpp"
#include "engine/city/expression.hpp"
#include "engine/sim/branch.hpp"
#include "engine/store/run_recorder.hpp"

namespace conurb::sim {

class ColumnRecorder {
 public:
  /// Records the state and output columns that the branch's plugins own. `calendar` says where days end. Both
  /// must outlive the recorder.
  ColumnRecorder(const Branch& branch, const Calendar& calendar, store::RunRecorder& out);
  ~ColumnRecorder();
  ColumnRecorder(const ColumnRecorder&) = delete;
  ColumnRecorder& operator=(const ColumnRecorder&) = delete;

  /// After an exchange that lasted `interval`; `final` is the run's last.
  void sample(const Branch& branch, Duration interval, bool final);

 private:
  struct Followed;
  void record(Followed& followed, const city::Table& table, Duration interval, bool day_ends, bool final);
  static void add_to_day(Followed& followed, const city::Table& table, double interval_s);
  void record_day(Followed& followed, const city::Table& table);
  void record_selection(Followed& followed, const Branch& branch, const city::Table& table);

  const Calendar* calendar_;
  store::RunRecorder* out_;
  std::vector<std::unique_ptr<Followed>> followed_;
};

}  // namespace conurb::sim
