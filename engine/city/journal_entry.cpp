// SPDX-License-Identifier: Apache-2.0
#include "engine/city/journal_entry.hpp"

namespace conurb::city {

std::string_view to_string(EntryKind kind) {
  switch (kind) {
    case EntryKind::set: return "set";
    case EntryKind::insert: return "insert";
    case EntryKind::retire: return "retire";
    case EntryKind::parameter: return "parameter";
    case EntryKind::plugin: return "plugin";
    case EntryKind::observations: return "observations";
    case EntryKind::external_edit: return "external edit";
    case EntryKind::undo: return "undo";
  }
  return "unknown";
}

}  // namespace conurb::city
