// SPDX-License-Identifier: Apache-2.0
#include "engine/room/inspector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/base/number_text.hpp"
#include "engine/room/figures.hpp"
#include "engine/store/catalogue.hpp"

namespace conurb::room {

namespace {

using city::Scalar;
using city::Table;

bool is_number(const city::ColumnSpec& spec) {
  return spec.scalar != Scalar::text && spec.scalar != Scalar::ref && !spec.list;
}

// A name of the table's or column's own in the language, or its name with the underscores taken out.
std::string label_of(const Texts& texts, const std::string& key, std::string_view name) {
  return texts.contains(key) ? std::string(texts(key)) : name_text(name);
}

std::string title_of(const Table& table, std::int64_t row, const Texts& texts) {
  for (const char* name : {"name", "address", "object_id", "label"}) {
    const auto column = table.find(name);
    if (!column || table.column(*column).spec().scalar != Scalar::text) continue;
    const city::Value value = table.column(*column).get(row);
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && !text->empty()) return *text;
  }
  return fmt::format("{} {}", label_of(texts, "table." + table.name(), table.name()),
                     table.ids()[static_cast<std::size_t>(row)]);
}

// Things that are counted have no digits behind the point.
std::string shown_figure(double shown, const InspectedValue& value) {
  const bool whole = value.counts && shown == std::floor(shown) && std::abs(shown) < 1e15;
  return whole ? whole_figure(static_cast<std::int64_t>(shown)) : figure(shown);
}

std::string value_text(double si, const InspectedValue& value, const city::ColumnSpec& spec, const Zone& zone,
                       const Texts& texts) {
  if (std::isnan(si)) return std::string(texts("inspector.no_value"));
  // A time is told by the clocks of the place.
  if (spec.scalar == Scalar::i64 && spec.unit == "us") {
    const Time time{static_cast<std::int64_t>(si)};
    if (std::abs(si) < 2e17 && spec.name.find("time") != std::string::npos)
      return format_time(time, zone, TimeFormat::minute);
  }
  const double shown = si * value.scale + value.offset;
  // Years are no quantities: they keep all their digits and no gap.
  const bool year = spec.name.starts_with("year_") && std::abs(shown) < 10'000;
  if (year) return fmt::format("{:.0f}", shown);
  return shown_figure(shown, value);
}

// Display unit and how a value gets there; what does not convert by a line stays in the column's unit.
void set_unit(InspectedValue& value, const city::ColumnSpec& spec, const UnitSystem& units) {
  value.unit = unit_label(spec.unit);
  if (spec.display_unit.empty() || spec.display_unit == spec.unit) return;
  const Unit from = units.parse(spec.unit), to = units.parse(spec.display_unit);
  const double at_0 = units.convert(0, from, to), at_1 = units.convert(1, from, to);
  const double at_10 = units.convert(10, from, to);
  const bool line = std::abs(at_0 + 10 * (at_1 - at_0) - at_10) <= 1e-9 * std::max(1.0, std::abs(at_10));
  if (!line) return;
  value.scale = at_1 - at_0;
  value.offset = at_0;
  value.unit = unit_label(spec.display_unit);
}

class Inspector {
 public:
  Inspector(sim::Twin& twin, std::string_view branch, const Texts& texts, const InspectOptions& options)
      : twin_(twin),
        branch_(twin.journal().branch(branch).ordinal),
        city_(twin.city(branch_)),
        texts_(texts),
        options_(options) {
    if (twin.file() == nullptr) return;
    for (store::SourceRecord& source : store::Catalogue(*twin.file()).sources())
      sources_.emplace(source.id, std::move(source));
  }

  Inspection inspect(std::string_view table_name, city::Id id) {
    const Table& table = city_.table(table_name);
    const std::int64_t row = table.row_of(id);
    if (row < 0) throw Error(ErrorCode::not_found, fmt::format("'{}' has no row with id {}", table_name, id));
    Inspection result;
    result.table = table.name();
    result.id = id;
    result.row = row;
    result.title = title_of(table, row, texts_);
    result.subtitle = label_of(texts_, "table." + table.name(), table.name());
    result.retired = table.alive()[static_cast<std::size_t>(row)] == 0;
    add_values(result, table);
    add_outward(result, table);
    add_inward(result, table);
    return result;
  }

 private:
  void add_values(Inspection& result, const Table& table) {
    std::vector<InspectedGroup> groups{{std::string(texts_("inspector.facts")), {}},
                                       {std::string(texts_("inspector.inputs")), {}}};
    std::map<std::string, std::size_t> of_plugins;
    for (std::size_t c = Table::kAlive + 1; c < table.column_count(); ++c) {
      const city::ColumnSpec& spec = table.column(c).spec();
      if (spec.list || spec.scalar == Scalar::ref) continue;
      std::size_t group = spec.role == city::Role::fixed ? 0 : 1;
      if (spec.role == city::Role::state || spec.role == city::Role::output) {
        const auto [found, fresh] = of_plugins.emplace(spec.owner, groups.size());
        if (fresh) groups.push_back({owner_label(spec.owner), {}});
        group = found->second;
      }
      groups[group].values.push_back(value_of(result, table, c));
    }
    std::erase_if(groups, [](const InspectedGroup& group) { return group.values.empty(); });
    result.groups = std::move(groups);
  }

  std::string owner_label(const std::string& owner) const {
    for (const host::PluginCode& code : twin_.plugins()) {
      if (code.manifest->id == owner) return code.manifest->label;
    }
    return std::string(texts_("inspector.results"));
  }

  InspectedValue value_of(const Inspection& at, const Table& table, std::size_t c) const {
    const city::Column& column = table.column(c);
    const city::ColumnSpec& spec = column.spec();
    InspectedValue value;
    value.column = spec.name;
    value.label = label_of(texts_, "column." + table.name() + "." + spec.name, spec.name);
    value.description = spec.description;
    value.role = spec.role;
    value.numeric = is_number(spec);
    value.pinned = pinned(table.name(), spec, at.id);
    if (value.numeric) set_unit(value, spec, twin_.units());
    value.counts = !city::is_float(spec.scalar) || spec.unit == "1" || spec.unit == "person";
    // What a plugin computes is in no draft: there it holds only what a new row begins with.
    const bool computed =
        spec.role == city::Role::output && !spec.owner.empty() && twin_.live(branch_) == nullptr;
    const city::Value cell = computed ? city::Value{} : column.get(at.row);
    value.null = city::is_null(cell);
    if (const auto* number = std::get_if<double>(&cell)) {
      value.text = value_text(*number, value, spec, twin_.calendar().zone(), texts_);
      value.null = std::isnan(*number);
    } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
      value.text = value_text(static_cast<double>(*whole), value, spec, twin_.calendar().zone(), texts_);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      value.text = *text;
    }
    if (value.null) value.text = texts_("inspector.no_value");
    if (twin_.file() != nullptr) {
      const auto known = store::Catalogue(*twin_.file()).known(table.name(), spec.name, at.id);
      value.provenance = known.how;
      if (const auto source = sources_.find(known.source); source != sources_.end()) {
        value.source = source->second.name;
        value.source_date = source->second.date;
      }
    }
    return value;
  }

  bool pinned(const std::string& table, const city::ColumnSpec& spec, city::Id id) const {
    if (spec.role != city::Role::output) return false;
    const auto holds = [id](const std::vector<city::Id>& ids) {
      return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    if (const sim::Branch* live = twin_.live(branch_)) {
      return std::any_of(live->pins().begin(), live->pins().end(), [&](const sim::Pin& pin) {
        return pin.table == table && pin.column == spec.name && holds(pin.ids);
      });
    }
    const std::vector<city::JournalEntry>& entries = effective_;
    return std::any_of(entries.begin(), entries.end(), [&](const city::JournalEntry& entry) {
      return entry.kind == city::EntryKind::set && entry.table == table &&
             entry.columns.front() == spec.name && holds(entry.ids);
    });
  }

  void add(Inspection& result, const city::ColumnSpec& column, bool inward, const std::string& owner,
           const Table& other, std::int64_t row) const {
    if (result.neighbours.size() >= options_.most_neighbours) {
      result.more_neighbours = true;
      return;
    }
    result.neighbours.push_back({label_of(texts_, "column." + owner + "." + column.name, column.name), inward,
                                 other.name(), other.ids()[static_cast<std::size_t>(row)],
                                 title_of(other, row, texts_)});
  }

  void add_outward(Inspection& result, const Table& table) const {
    for (std::size_t c = 0; c < table.column_count(); ++c) {
      const city::ColumnSpec& spec = table.column(c).spec();
      if (spec.scalar != Scalar::ref || spec.list) continue;
      const std::int32_t other = city_.find(spec.refers_to);
      const std::int32_t row = table.column(c).values<std::int32_t>()[static_cast<std::size_t>(result.row)];
      if (other < 0 || row < 0) continue;
      const Table& target = city_.table(static_cast<std::size_t>(other));
      if (row < target.rows()) add(result, spec, false, table.name(), target, row);
    }
  }

  void add_inward(Inspection& result, const Table& table) const {
    for (std::size_t t = 0; t < city_.table_count(); ++t) {
      const Table& other = city_.table(t);
      for (std::size_t c = 0; c < other.column_count(); ++c) {
        const city::ColumnSpec& spec = other.column(c).spec();
        if (spec.scalar != Scalar::ref || spec.list || spec.refers_to != table.name()) continue;
        const auto rows =
            other.column(c).values<std::int32_t>().first(static_cast<std::size_t>(other.rows()));
        const auto alive = other.alive();
        for (std::size_t row = 0; row < rows.size() && !result.more_neighbours; ++row) {
          if (rows[row] == result.row && alive[row] != 0)
            add(result, spec, true, other.name(), other, static_cast<std::int64_t>(row));
        }
      }
    }
  }

  sim::Twin& twin_;
  std::int32_t branch_;
  const city::City& city_;
  const Texts& texts_;
  const InspectOptions& options_;
  std::map<std::int64_t, store::SourceRecord> sources_;
  std::vector<city::JournalEntry> effective_ = twin_.effective(branch_);
};

}  // namespace

Inspection inspect(sim::Twin& twin, std::string_view branch, std::string_view table, city::Id id,
                   const Texts& texts, const InspectOptions& options) {
  Inspection result = Inspector(twin, branch, texts, options).inspect(table, id);
  result.branch = branch;
  return result;
}

void show_recorded(Inspection& inspection, History& history, std::int64_t run, Time at, const Texts& texts) {
  const auto times = history.times(run);
  if (times == nullptr) return;
  const auto row = static_cast<std::size_t>(inspection.row);
  for (InspectedGroup& group : inspection.groups) {
    for (InspectedValue& value : group.values) {
      const std::string name = inspection.table + "." + value.column;
      if (!std::binary_search(times->columns.begin(), times->columns.end(), name)) continue;
      const auto frame = history.frame(run, {inspection.branch, inspection.table, value.column}, at);
      if (frame == nullptr) continue;
      const double si = row < frame->values->size() ? static_cast<double>((*frame->values)[row]) : kNoValue;
      value.null = std::isnan(si);
      if (value.null) {
        value.text = texts("inspector.no_value");
      } else if (frame->texts != nullptr) {
        value.text = frame->texts->at(static_cast<std::size_t>(si));
      } else {
        value.text = shown_figure(si * value.scale + value.offset, value);
      }
    }
  }
}

}  // namespace conurb::room
