// SPDX-License-Identifier: Apache-2.0
// Edited attributes. A cell that holds what the import made of the source's value is untouched, and the
// source's own text is given back; any other value is the city's by now.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "engine/base/json.hpp"
#include "engine/io/disclosure.hpp"
#include "engine/io/export_part.hpp"
#include "engine/io/import_names.hpp"
#include "engine/io/import_values.hpp"
#include "engine/io/json_rewrite.hpp"

namespace conurb::io {

using city::Column;
using city::ColumnSpec;
using city::Scalar;
using city::Table;

namespace {

bool is_null_number(const Column& column, std::size_t row, double& number) {
  switch (column.spec().scalar) {
    case Scalar::f64: number = column.values<double>()[row]; break;
    case Scalar::f32: number = static_cast<double>(column.values<float>()[row]); break;
    case Scalar::i64: number = static_cast<double>(column.values<std::int64_t>()[row]); break;
    case Scalar::i32: number = column.values<std::int32_t>()[row]; break;
    case Scalar::u8: number = column.values<std::uint8_t>()[row]; break;
    default: number = std::nan("");
  }
  return std::isnan(number);
}

std::string float_text(double number, bool single) {
  if (!single) return json_real(number);
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(number)).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

/// A number as JSON of the kind that the source used for it.
std::string number_json(double number, AttributeKind kind, bool single) {
  if (kind == AttributeKind::boolean) return number != 0 ? "true" : "false";
  const bool whole = std::abs(number) < 9007199254740992.0 && number == std::floor(number);
  if (whole && kind != AttributeKind::real) return fmt::format("{}", static_cast<std::int64_t>(number));
  const std::string text = float_text(number, single);
  return kind == AttributeKind::text ? json_quoted(text) : text;
}

/// The kind of the n-th value itself, in a column that may hold several.
AttributeKind value_kind(const AttributeColumn* column, std::size_t n) {
  if (column == nullptr) return AttributeKind::none;
  const bool integer = n < column->count() && column->form(n) == AttributeColumn::kAsInteger;
  return integer ? AttributeKind::integer : column->kind();
}

/// A cell as JSON. `kind` is that of the source's value; none where there was no value. A count of few people
/// is as good as unknown to those outside.
std::string cell_json(const Column& column, std::size_t row, AttributeKind kind, double per_unit) {
  if (column.spec().scalar == Scalar::text) {
    const std::int32_t code = column.values<std::int32_t>()[row];
    if (code < 0) return "null";
    const std::string& text = column.dictionary().text(code);
    const bool is_json = kind == AttributeKind::json || kind == AttributeKind::integer;
    return is_json && Json::accept(text) ? text : json_quoted(text);
  }
  double number = 0;
  if (is_null_number(column, row, number) || suppressed_count(column.spec().unit, number)) return "null";
  if (column.spec().scalar == Scalar::u8 && column.spec().max <= 1) kind = AttributeKind::boolean;
  const bool single = column.spec().scalar == Scalar::f32 && per_unit == 1;
  const bool floating = city::is_float(column.spec().scalar);
  if (kind == AttributeKind::none) kind = floating ? AttributeKind::real : AttributeKind::integer;
  return number_json(per_unit == 1 ? number : number / per_unit, kind, single);
}

bool is_suppressed(const Column& column, std::size_t row) {
  double number = 0;
  return !is_null_number(column, row, number) && suppressed_count(column.spec().unit, number);
}

/// Columns that are no attributes of the thing itself.
bool is_technical(const ColumnSpec& spec) {
  const bool fixed = spec.role == city::Role::fixed || spec.role == city::Role::input;
  return !fixed || spec.list || spec.scalar == Scalar::ref || spec.name == "id" || spec.name == "alive" ||
         spec.name == "object_id" || spec.name == "type" || spec.name == "extra" || spec.name == "geometry" ||
         spec.name == "shape";
}

class EditFinder {
 public:
  EditFinder(const CityJsonExportInput& input, const ExportPart& part)
      : input_(input), part_(part), model_(part.model()), of_type_(model_.objects.types.size()) {
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o) of_type_[model_.objects.type[o]].push_back(o);
  }

  AttributeEdits take() {
    for (std::size_t i = 0; i < input_.city->table_count(); ++i) {
      const Table& table = input_.city->table(i);
      const auto column = table.find("object");
      if (!column || !table.find("object_id") || table.column(*column).spec().refers_to != "city_object")
        continue;
      find_in_table(table, table.column(*column).values<std::int32_t>());
    }
    return std::move(edits_);
  }

 private:
  void find_in_table(const Table& table, std::span<const std::int32_t> refs) {
    row_of_.assign(model_.objects.size(), -1);
    std::vector<std::uint32_t> object_of(static_cast<std::size_t>(input_.city->table("city_object").rows()),
                                         kNone);
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o) {
      if (part_.kept(o)) object_of[static_cast<std::size_t>(part_.row(o))] = o;
    }
    bool any = false;
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      const std::int32_t ref = refs[static_cast<std::size_t>(row)];
      if (ref < 0 || object_of[static_cast<std::size_t>(ref)] == kNone) continue;
      row_of_[object_of[static_cast<std::size_t>(ref)]] = row;
      any = true;
    }
    if (!any) return;
    if (table.name() == "building") find_mapped(table);
    for (std::uint32_t type = 0; type < model_.attributes.size(); ++type) {
      for (const AttributeColumn& attribute : model_.attributes[type].columns()) {
        if (const auto own = own_column(table, attribute)) compare_own(table.column(*own), type, attribute);
      }
    }
    if (input_.edited != nullptr) add_edited(table, object_of, refs);
  }

  static std::optional<std::size_t> own_column(const Table& table, const AttributeColumn& attribute) {
    for (std::size_t c = 0; c < table.column_count(); ++c) {
      if (attribute_of(table.column(c).spec()) == attribute.name() && !attribute.name().empty()) return c;
    }
    return std::nullopt;
  }

  void put(std::uint32_t object, const std::string& name, std::string json) {
    edits_.count += edits_.values[object].insert_or_assign(name, std::move(json)).second ? 1 : 0;
  }

  void compare_own(const Column& column, std::uint32_t type, const AttributeColumn& attribute) {
    const std::vector<std::uint32_t>& objects = of_type_[type];
    std::string buffer;
    std::size_t next = 0;
    for (std::uint32_t ordinal = 0; ordinal < objects.size(); ++ordinal) {
      const bool has = next < attribute.count() && attribute.row(next) == ordinal;
      const std::size_t n = has ? next++ : attribute.count();
      const std::int64_t row = row_of_[objects[ordinal]];
      if (row < 0) continue;
      const auto at = static_cast<std::size_t>(row);
      if (is_untouched(column, at, attribute, n, buffer)) continue;
      put(objects[ordinal], attribute.name(), cell_json(column, at, value_kind(&attribute, n), 1));
    }
  }

  bool is_untouched(const Column& column, std::size_t row, const AttributeColumn& attribute, std::size_t n,
                    std::string& buffer) const {
    const bool has = n < attribute.count();
    if (column.spec().scalar == Scalar::text) {
      const std::int32_t code = column.values<std::int32_t>()[row];
      if (code < 0 || !has) return (code < 0) == !has;
      return column.dictionary().text(code) == text_at(model_, attribute, n, buffer);
    }
    double now = 0;
    const bool null = is_null_number(column, row, now);
    double then = has ? number_at(model_, attribute, n, false) : std::nan("");
    if (column.spec().scalar == Scalar::u8 && !has) then = 0;
    if (column.spec().scalar == Scalar::f32) then = static_cast<double>(static_cast<float>(then));
    return null ? std::isnan(then) : now == then;
  }

  /// Columns of the vocabulary: the value is given back to the attribute that it came from.
  void find_mapped(const Table& table) {
    std::vector<std::uint32_t> roots, number_of(model_.objects.size(), kNone);
    for (std::uint32_t o = 0; o < model_.objects.size(); ++o) {
      const std::string_view type = model_.objects.type_text(o);
      if (model_.objects.root[o] != o || (type != "Building" && type != "BuildingPart")) continue;
      number_of[o] = static_cast<std::uint32_t>(roots.size());
      roots.push_back(o);
    }
    for (const MappedColumn& mapped : input_.attributes->building()) {
      const auto found = table.find(mapped.column);
      if (!found) continue;
      const Column& column = table.column(*found);
      MappedValues values(mapped, roots.size());
      const bool is_text = column.spec().scalar == Scalar::text;
      if (!gather_mapped(model_, *input_.attributes, {number_of, of_type_}, is_text, values)) continue;
      const double factor = is_text ? 1 : unit_factor(mapped, column.spec());
      for (std::size_t i = 0; i < roots.size(); ++i) {
        if (values.has(i)) compare_mapped(column, roots[i], values, i, factor);
      }
    }
  }

  void compare_mapped(const Column& column, std::uint32_t root, const MappedValues& values, std::size_t i,
                      double factor) {
    if (row_of_[root] < 0) return;
    const auto row = static_cast<std::size_t>(row_of_[root]);
    const ColumnSpec& spec = column.spec();
    if (spec.scalar == Scalar::text) {
      const std::int32_t code = column.values<std::int32_t>()[row];
      if (code >= 0 && column.dictionary().text(code) == mapped_text(values.mapped(), values.text(i))) return;
    } else {
      double number = values.number(i) * factor;
      if (number < spec.min || number > spec.max) number = std::nan("");  // as the import left it
      const float expected = static_cast<float>(number);
      double now = 0;
      const bool null = is_null_number(column, row, now);
      if (null ? std::isnan(expected) : now == static_cast<double>(expected)) return;
    }
    const AttributeSource& source = values.source(i);
    const std::size_t n = source.column->position(model_.objects.ordinal[source.object]);
    // What several parts make together is said of the building.
    put(root, source.column->name(), cell_json(column, row, value_kind(source.column, n), factor));
  }

  /// Values that somebody gave where the source has none.
  void add_edited(const Table& table, const std::vector<std::uint32_t>& object_of,
                  std::span<const std::int32_t> refs) {
    for (std::size_t c = 0; c < table.column_count(); ++c) {
      const Column& column = table.column(c);
      const std::vector<city::Id>* ids = input_.edited->of(table.name(), column.spec().name);
      if (ids == nullptr || is_technical(column.spec())) continue;
      for (const city::Id id : *ids) {
        const std::int64_t row = table.row_of(id);
        if (row < 0) continue;
        const std::int32_t ref = refs[static_cast<std::size_t>(row)];
        const std::uint32_t object = ref < 0 ? kNone : object_of[static_cast<std::size_t>(ref)];
        if (object != kNone) add_one(column, static_cast<std::size_t>(row), object);
      }
    }
  }

  void add_one(const Column& column, std::size_t row, std::uint32_t object) {
    const AttributeTable& attributes = model_.attributes[model_.objects.type[object]];
    const std::uint32_t ordinal = model_.objects.ordinal[object];
    std::string name(attribute_of(column.spec()));
    if (name.empty()) {
      name = column.spec().name;
      for (const AttributeColumn& each : attributes.columns()) {
        const AttributeMap::Match match = input_.attributes->find(each.name());
        if (match.column == nullptr || match.column->column != column.spec().name) continue;
        name = each.name();
        break;
      }
    }
    const AttributeColumn* known = attributes.find(name);
    if (known != nullptr && known->has(ordinal)) return;  // compared above
    if (edits_.values.contains(object) && edits_.values[object].contains(name)) return;
    if (is_suppressed(column, row)) return;
    const AttributeKind kind = known == nullptr ? AttributeKind::none : known->kind();
    const std::string json = cell_json(column, row, kind, 1);
    const bool null = json == "null";
    if (null && (known == nullptr || known->is_null(ordinal))) return;
    put(object, name, json);
  }

  const CityJsonExportInput& input_;
  const ExportPart& part_;
  const CityModel& model_;
  std::vector<std::vector<std::uint32_t>> of_type_;
  std::vector<std::int64_t> row_of_;  // by object: row of the table at hand
  AttributeEdits edits_;
};

}  // namespace

AttributeEdits find_attribute_edits(const CityJsonExportInput& input, const ExportPart& part) {
  return EditFinder(input, part).take();
}

}  // namespace conurb::io
