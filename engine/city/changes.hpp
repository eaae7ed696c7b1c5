// SPDX-License-Identifier: Apache-2.0
// Revisions and changed rows: how a reader learns what is new since it last looked, so that solvers refactor,
// re-customise or rebuild only that. A revision is drawn from one counter per family of branches, so that
// equal revisions of a column mean equal content in whatever branch they are met; its value carries no other
// meaning and enters no result.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace conurb::city {

using Revision = std::uint64_t;

/// Source of revisions, shared by all branches of a city. Thread-safe.
class RevisionSource {
 public:
  [[nodiscard]] Revision next() { return counter_.fetch_add(1, std::memory_order_relaxed) + 1; }

 private:
  std::atomic<Revision> counter_{0};
};

/// Rows that changed between two looks; `all` when they were too many or too long ago to be listed.
struct ChangedRows {
  bool all = false;
  std::vector<std::int64_t> rows;  ///< ascending, each once
};

/// The last few changes of one column. Copied with its column into every branch: entries are shared, never
/// changed.
class ChangeLog {
 public:
  /// Every row may differ from what was there before `revision`.
  void all_changed(Revision revision);
  /// Only `rows` (ascending) differ. Lists longer than a quarter of the column are not worth keeping: pass
  /// those to all_changed.
  void rows_changed(Revision revision, std::vector<std::int64_t> rows);

  [[nodiscard]] Revision revision() const { return revision_; }
  /// What changed after `seen`, a revision this column had earlier; 0 means never seen.
  [[nodiscard]] ChangedRows since(Revision seen) const;

 private:
  struct Entry {
    Revision before = 0;  // the column's revision that the entry starts from
    std::shared_ptr<const std::vector<std::int64_t>> rows;
  };
  static constexpr std::size_t kKept = 16;

  Revision revision_ = 0;
  std::vector<Entry> entries_;  // oldest first; none reaches back beyond the last all_changed
};

}  // namespace conurb::city
