// SPDX-License-Identifier: Apache-2.0
// What a benchmark is: rows that each hold one figure beside its bar, and groups that measure some rows
// together. An area (core, energy …) is a function that adds its groups to the list; areas.cpp names them.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_fwd.hpp"

namespace conurb::bench {

enum class Op { at_least, at_most, equal };

/// ">=", "<=" or "==".
[[nodiscard]] std::string_view to_string(Op op);
[[nodiscard]] bool meets(double value, Op op, double limit);

/// One figure: what it is called, what it is measured in and what it is held against.
struct Row {
  std::string id;  ///< dotted, the area first: "core.parse.rate_delft"
  std::string unit;
  Op op = Op::at_most;
  double limit = 0;
  std::string what;     ///< what is measured, in a line
  std::string against;  ///< the peer that a ratio is taken to, or what the limit stands for
};

/// Thrown by a group that cannot be measured here; its rows are shown with the reason.
struct Skip {
  std::string reason;
};

/// A row as it was measured, or why not.
struct Outcome {
  Row row;
  double value = 0;
  std::string skipped;  ///< reason; empty if measured
  [[nodiscard]] bool missed() const { return skipped.empty() && !meets(value, row.op, row.limit); }
};

/// Takes the figures of one group.
class Results {
 public:
  /// `wanted` are the rows to be reported; a group may leave out work for the others.
  explicit Results(std::vector<Row> wanted) : wanted_(std::move(wanted)) {}

  [[nodiscard]] bool wants(std::string_view id) const;
  /// Figures of rows that are not wanted are dropped.
  void put(std::string_view id, double value);
  /// In the order of the rows; a row without a figure is skipped for `reason`.
  [[nodiscard]] std::vector<Outcome> take(const std::string& reason) const;

 private:
  std::vector<Row> wanted_;
  std::map<std::string, double, std::less<>> values_;
};

/// Rows that are measured in one go. `measure` puts a figure for each row that is wanted, or throws Skip.
struct Group {
  std::vector<Row> rows;
  std::function<void(Results&)> measure;
};

/// Work for a process of its own (peak memory, cold start): takes the parent's arguments, answers in JSON.
/// See run_child() in process.hpp.
using Child = std::function<Json(std::span<const std::string> arguments)>;

/// All rows of the program.
class Benchmarks {
 public:
  void add(Group group) { groups_.push_back(std::move(group)); }
  void add_child(const std::string& name, Child child) { children_[name] = std::move(child); }

  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  /// Null if there is none of that name.
  [[nodiscard]] const Child* child(std::string_view name) const;
  /// First parts of the ids, in order.
  [[nodiscard]] std::vector<std::string> areas() const;

 private:
  std::vector<Group> groups_;
  std::map<std::string, Child, std::less<>> children_;
};

/// True if `filter` is the id or whole dotted parts of its beginning: "core" and "core.parse" for
/// "core.parse.rate_delft".
[[nodiscard]] bool selects(std::string_view filter, std::string_view id);

}  // namespace conurb::bench
