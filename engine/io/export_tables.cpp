// SPDX-License-Identifier: Apache-2.0
// Objects that no source brought, as a source would have said them: their types, relations and attributes
// from the tables.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/io/disclosure.hpp"
#include "engine/io/export_column.hpp"
#include "engine/io/export_part.hpp"
#include "engine/io/export_upgrade.hpp"
#include "engine/io/import_values.hpp"

namespace conurb::io {

using city::Column;
using city::ColumnSpec;
using city::Scalar;
using city::Table;

namespace {

class TableSource {
 public:
  TableSource(const CityJsonExportInput& input, std::span<const std::int64_t> rows)
      : city_(*input.city), objects_(city_.table("city_object")), rows_(rows) {}

  ExportSource take(FindingList& findings) {
    source_.name = "city";
    source_.said.emplace();
    CityModel& model = source_.said->model;
    model.name = source_.name;
    model.version = "2.0";
    if (const std::string url = crs_url(parse_crs_text(city_.place().crs)); !url.empty())
      model.metadata = fmt::format("{{\"referenceSystem\":\"{}\"}}", url);
    object_of_.assign(static_cast<std::size_t>(objects_.rows()), kNone);
    add_objects(model.objects);
    add_relations(model.objects);
    for (std::size_t i = 0; i < city_.table_count(); ++i) add_attributes(model, city_.table(i));
    std::sort(source_.objects.begin(), source_.objects.end(),
              [](const store::Identity& a, const store::Identity& b) { return a.external < b.external; });
    if (suppressed_ > 0) {
      findings.add(
          {Severity::info, "", "building", "export.small_group",
           fmt::format("{} count(s) of fewer than {} people are left out", suppressed_, kSmallestGroup)});
    }
    return std::move(source_);
  }

 private:
  static std::string text_of(const Column& column, std::int64_t row) {
    const std::int32_t code = column.values<std::int32_t>()[static_cast<std::size_t>(row)];
    return code < 0 ? std::string() : column.dictionary().text(code);
  }

  void add_objects(ObjectTable& table) {
    CityModel& model = source_.said->model;
    const city::GeometryStore* store = city_.geometry().get();
    std::vector<std::uint32_t> geometries(static_cast<std::size_t>(objects_.rows()), 0);
    for (std::uint32_t g = 0; store != nullptr && g < store->geometry_count(); ++g) {
      if (store->owner(g) < geometries.size()) ++geometries[store->owner(g)];
    }
    std::vector<std::uint32_t> counts;
    table.geometry_begin.push_back(0);
    for (const std::int64_t row : rows_) {
      const auto at = static_cast<std::size_t>(row);
      std::string id = text_of(objects_.column("object_id"), row);
      if (id.empty() || table.ids.find(id) != kNone) id = "object-" + std::to_string(objects_.ids()[at]);
      const std::string type = text_of(objects_.column("type"), row);
      const std::uint32_t object = table.ids.intern(id);
      const std::uint32_t code = table.types.intern(type.empty() ? "GenericCityObject" : type);
      if (code == counts.size()) {
        counts.push_back(0);
        model.attributes.emplace_back();
      }
      object_of_[at] = object;
      table.type.push_back(code);
      table.ordinal.push_back(counts[code]++);
      table.feature.push_back(0);
      table.members.push_back(0);
      table.geometry_begin.push_back(table.geometry_begin.back() + geometries[at]);
      source_.objects.push_back({id, objects_.ids()[at]});
    }
  }

  void add_relations(ObjectTable& table) {
    const auto parents = objects_.column("parent").values<std::int32_t>();
    const auto roots = objects_.column("root").values<std::int32_t>();
    std::vector<std::vector<std::uint32_t>> children(table.size());
    table.parents_begin.push_back(0);
    for (std::uint32_t o = 0; o < table.size(); ++o) {
      const auto at = static_cast<std::size_t>(rows_[o]);
      const std::uint32_t parent =
          parents[at] < 0 ? kNone : object_of_[static_cast<std::size_t>(parents[at])];
      const std::uint32_t root = roots[at] < 0 ? kNone : object_of_[static_cast<std::size_t>(roots[at])];
      table.parent.push_back(parent);
      table.root.push_back(parent == kNone || root == kNone ? o : root);
      if (parent != kNone) {
        table.parents.push_back(parent);
        children[parent].push_back(o);
      }
      table.parents_begin.push_back(static_cast<std::uint32_t>(table.parents.size()));
    }
    table.children_begin.push_back(0);
    for (const std::vector<std::uint32_t>& each : children) {
      table.children.append(each);
      table.children_begin.push_back(static_cast<std::uint32_t>(table.children.size()));
    }
  }

  void add_attributes(CityModel& model, const Table& table) {
    const auto ref = table.find("object");
    if (!ref || !table.find("object_id") || table.column(*ref).spec().refers_to != "city_object") return;
    const auto refs = table.column(*ref).values<std::int32_t>();
    std::vector<std::pair<std::uint32_t, std::int64_t>> rows;  // object, row of the table
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      const std::int32_t object = refs[static_cast<std::size_t>(row)];
      if (object < 0 || object_of_[static_cast<std::size_t>(object)] == kNone) continue;
      if (table.alive()[static_cast<std::size_t>(row)] == 0) continue;
      rows.emplace_back(object_of_[static_cast<std::size_t>(object)], row);
    }
    std::sort(rows.begin(), rows.end());
    for (std::size_t c = 0; c < table.column_count(); ++c) {
      const ColumnSpec& spec = table.column(c).spec();
      const bool fixed = spec.role == city::Role::fixed || spec.role == city::Role::input;
      const bool technical = spec.list || spec.scalar == Scalar::ref || spec.name == "id" ||
                             spec.name == "alive" || spec.name == "object_id" || spec.name == "geometry";
      if (fixed && !technical) add_column(model, table.column(c), rows);
    }
  }

  void add_column(CityModel& model, const Column& column,
                  const std::vector<std::pair<std::uint32_t, std::int64_t>>& rows) {
    const ColumnSpec& spec = column.spec();
    const std::string name(attribute_of(spec).empty() ? std::string_view(spec.name) : attribute_of(spec));
    for (const auto& [object, row] : rows) {
      const city::Value value = column.get(row);
      if (city::is_null(value)) continue;
      if (const auto* count = std::get_if<double>(&value); count && suppressed_count(spec.unit, *count)) {
        ++suppressed_;
        continue;
      }
      AttributeColumn& target = model.attributes[model.objects.type[object]].column(name);
      const std::uint32_t ordinal = model.objects.ordinal[object];
      if (const auto* text = std::get_if<std::string>(&value)) {
        target.add(ordinal, AttributeKind::text, model.texts.intern(*text), model.texts);
      } else if (const auto* real = std::get_if<double>(&value)) {
        // In the digits of its own precision.
        const double number = spec.scalar == Scalar::f32 ? shortest(static_cast<float>(*real)) : *real;
        target.add(ordinal, AttributeKind::real, std::bit_cast<AttributeBits>(number), model.texts);
      } else {
        const auto integer = std::get<std::int64_t>(value);
        const bool truth = spec.scalar == Scalar::u8 && spec.max <= 1;
        target.add(ordinal, truth ? AttributeKind::boolean : AttributeKind::integer,
                   static_cast<AttributeBits>(integer), model.texts);
      }
    }
  }

  const city::City& city_;
  const Table& objects_;
  std::span<const std::int64_t> rows_;
  std::vector<std::uint32_t> object_of_;  // by row of city_object
  ExportSource source_;
  std::int64_t suppressed_ = 0;  // counts of few people
};

}  // namespace

ExportSource source_of_tables(const CityJsonExportInput& input, std::span<const std::int64_t> rows,
                              FindingList& findings) {
  return TableSource(input, rows).take(findings);
}

}  // namespace conurb::io
