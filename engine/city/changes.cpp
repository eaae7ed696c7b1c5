// SPDX-License-Identifier: Apache-2.0
#include "engine/city/changes.hpp"

#include <algorithm>
#include <utility>

namespace conurb::city {

void ChangeLog::all_changed(Revision revision) {
  revision_ = revision;
  entries_.clear();
}

void ChangeLog::rows_changed(Revision revision, std::vector<std::int64_t> rows) {
  if (entries_.size() == kKept) entries_.erase(entries_.begin());
  entries_.push_back({revision_, std::make_shared<const std::vector<std::int64_t>>(std::move(rows))});
  revision_ = revision;
}

ChangedRows ChangeLog::since(Revision seen) const {
  if (seen == revision_) return {};
  const auto first = std::find_if(entries_.begin(), entries_.end(),
                                  [seen](const Entry& entry) { return entry.before == seen; });
  if (seen == 0 || first == entries_.end()) return {.all = true, .rows = {}};
  ChangedRows changed;
  for (auto entry = first; entry != entries_.end(); ++entry) {
    changed.rows.insert(changed.rows.end(), entry->rows->begin(), entry->rows->end());
  }
  std::sort(changed.rows.begin(), changed.rows.end());
  changed.rows.erase(std::unique(changed.rows.begin(), changed.rows.end()), changed.rows.end());
  return changed;
}

}  // namespace conurb::city
