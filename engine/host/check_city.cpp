// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_city.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "engine/base/hash.hpp"
#include "engine/host/check_values.hpp"
#include "engine/host/schedule.hpp"
#include "engine/sdk/random.hpp"

namespace conurb::host::check {

namespace {

using city::Scalar;
using city::TableKind;

constexpr std::array<const char*, 6> kTexts{"residential", "office", "school", "north", "A", "unknown"};
constexpr std::int64_t kGridColumns = 64;  // shapes stand in rows of so many
constexpr double kSpacing = 20;            // metres from one to the next
constexpr double kSide = 12;               // metres

bool reads(const ColumnUse& use) {
  return use.access == Access::read;
}

bool declares(const Manifest& manifest, std::uint32_t table, std::string_view column) {
  return std::any_of(manifest.columns.begin(), manifest.columns.end(),
                     [&](const ColumnUse& use) { return use.table == table && use.spec.name == column; });
}

// The kind of a table that nobody here defines follows from the columns that only this kind has.
TableKind kind_of(const Manifest& manifest, std::uint32_t table) {
  if (declares(manifest, table, "time")) return TableKind::series;
  if (declares(manifest, table, "from") && declares(manifest, table, "to")) return TableKind::links;
  return TableKind::entities;
}

const city::TableSpec* standard_table(const CityRecipe& recipe, const std::string& name) {
  const auto found = std::find_if(recipe.vocabulary.begin(), recipe.vocabulary.end(),
                                  [&name](const city::TableSpec& table) { return table.name == name; });
  return found == recipe.vocabulary.end() ? nullptr : &*found;
}

// A table without its columns: as the plugin defines it, as the vocabulary has it, or as it seems to be.
city::TableSpec bare_spec(const Manifest& manifest, std::uint32_t table, const city::TableSpec* standard) {
  const TableUse& use = manifest.tables[table];
  city::TableSpec spec = use.defines || standard == nullptr ? use.spec : *standard;
  spec.columns.clear();
  if (!use.defines && standard == nullptr) {
    spec.kind = kind_of(manifest, table);
    spec.shape = spec.kind == TableKind::entities ? city::Shape::polygon
                 : spec.kind == TableKind::links  ? city::Shape::line
                                                  : city::Shape::none;
    if (spec.kind == TableKind::series) spec.interpolation = "mean of interval";
  }
  if (spec.kind == TableKind::grid && spec.grid.width * spec.grid.height == 0) {
    spec.grid.width = 11;  // the import of a real city sets it
    spec.grid.height = 13;
  }
  return spec;
}

// A column that the plugin reads: its own words, the vocabulary's, or an unknown owner's, who may well allow
// null.
city::ColumnSpec read_spec(const ColumnUse& use, const city::TableSpec* standard) {
  if (standard != nullptr) {
    for (const city::ColumnSpec& known : standard->columns) {
      if (known.name == use.spec.name && city::shareable(known, use.spec)) return known;
    }
  }
  city::ColumnSpec spec = use.spec;
  const bool can_be_null =
      city::is_float(spec.scalar) || spec.scalar == Scalar::text || spec.scalar == Scalar::ref;
  spec.nullable = use.owns ? spec.nullable : can_be_null && !spec.list;
  return spec;
}

city::TableSpec spec_of(const Manifest& manifest, std::uint32_t table, const CityRecipe& recipe) {
  const city::TableSpec* standard = standard_table(recipe, manifest.tables[table].spec.name);
  city::TableSpec spec = bare_spec(manifest, table, standard);
  for (const ColumnUse& column : manifest.columns) {
    if (column.table == table && reads(column) && (recipe.optional || !column.optional)) {
      spec.columns.push_back(read_spec(column, standard));
    }
  }
  if (recipe.bystanders) {
    city::ColumnSpec bystander;
    bystander.name = kBystander;
    bystander.description = "belongs to nobody";
    bystander.initial = 42.0;
    spec.columns.push_back(bystander);
  }
  return spec;
}

std::int64_t rows_of(const city::TableSpec& spec, const CityRecipe& recipe) {
  switch (spec.kind) {
    case TableKind::series: return recipe.series_rows;
    case TableKind::grid: return recipe.rows == 0 ? 0 : spec.grid.width * spec.grid.height;
    case TableKind::links: return recipe.rows + recipe.rows / 4;
    default: return recipe.rows;
  }
}

// Fills one column of one table from row `first` on.
class Filler {
 public:
  Filler(const city::City& city, const CityRecipe& recipe, city::Table& table, const std::string& name)
      : recipe_(recipe),
        table_(table),
        column_(table.column(name)),
        spec_(column_.spec()),
        random_(recipe.seed, static_cast<std::uint32_t>(hash(table.name() + "." + name).low)) {
    const std::int32_t target = spec_.scalar == Scalar::ref ? city.find(spec_.refers_to) : -1;
    if (target >= 0) target_rows_ = city.table(static_cast<std::size_t>(target)).rows();
  }

  void fill(std::int64_t first) {
    if (spec_.list) {
      fill_lists(first);
    } else {
      for (std::int64_t row = first; row < table_.rows(); ++row) set(row, number(row, 0));
    }
    table_.mark_changed(table_.index_of(spec_.name));
  }

 private:
  [[nodiscard]] double uniform(std::int64_t row, std::uint32_t draw) const {
    return random_.uniform(static_cast<std::uint64_t>(row), kSeriesStart.us, draw);
  }

  [[nodiscard]] bool is_null(std::int64_t row) const {
    // Where a link leads is never unknown: it would be no link.
    const bool end = table_.spec().kind == TableKind::links && (spec_.name == "from" || spec_.name == "to");
    return recipe_.inputs == Inputs::missing && row % 3 == 1 && spec_.nullable && !end;
  }

  // The value of an element; a code or a row for texts and refs.
  double number(std::int64_t row, std::uint32_t draw) {
    switch (spec_.scalar) {
      case Scalar::text: return is_null(row) ? -1 : column_.intern(kTexts[below(kTexts.size(), row, draw)]);
      case Scalar::ref: return static_cast<double>(ref(row, draw));
      case Scalar::f64:
      case Scalar::f32: {
        if (is_null(row)) return std::numeric_limits<double>::quiet_NaN();
        double share = uniform(row, draw);
        if (table_.spec().kind == TableKind::series) share = 0.3 * share + 0.7 * of_the_day(row);
        return value_for(spec_, recipe_.inputs, row, share);
      }
      default: return value_for(spec_, recipe_.inputs, row, uniform(row, draw));
    }
  }

  [[nodiscard]] std::size_t below(std::size_t bound, std::int64_t row, std::uint32_t draw) const {
    return random_.below(bound, static_cast<std::uint64_t>(row), kSeriesStart.us, draw);
  }

  // Series have a daily course, highest at 13 h.
  static double of_the_day(std::int64_t row) {
    return 0.5 + 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(row % 24 - 13) / 24);
  }

  [[nodiscard]] std::int64_t ref(std::int64_t row, std::uint32_t draw) const {
    if (target_rows_ == 0 || is_null(row)) return -1;
    if (table_.spec().kind == TableKind::links && spec_.name == "from") return row % target_rows_;
    if (table_.spec().kind == TableKind::links && spec_.name == "to") {
      return (row + 1 + 3 * (row / target_rows_)) % target_rows_;
    }
    return static_cast<std::int64_t>(below(static_cast<std::size_t>(target_rows_), row, draw));
  }

  // Whole microseconds: instants of a series, lengths of its intervals, instants of anything else.
  [[nodiscard]] std::int64_t microseconds(std::int64_t row) const {
    if (spec_.name.find("interval") != std::string::npos) return kHour.us;
    return (kSeriesStart + kHour * (table_.spec().kind == TableKind::series ? row : row % 8760)).us;
  }

  void set(std::int64_t row, double value) {
    const auto at = static_cast<std::size_t>(row);
    switch (spec_.scalar) {
      case Scalar::f64: column_.modify<double>()[at] = value; break;
      case Scalar::f32: column_.modify<float>()[at] = static_cast<float>(value); break;
      case Scalar::i64:
        column_.modify<std::int64_t>()[at] =
            spec_.unit == "us" ? microseconds(row) : static_cast<std::int64_t>(value);
        break;
      case Scalar::u8: column_.modify<std::uint8_t>()[at] = static_cast<std::uint8_t>(value); break;
      default: column_.modify<std::int32_t>()[at] = static_cast<std::int32_t>(value); break;
    }
  }

  void fill_lists(std::int64_t first) {
    std::vector<std::int64_t> offsets(column_.offsets().begin(), column_.offsets().end());
    const std::size_t element = city::size_of(spec_.scalar);
    const auto known = static_cast<std::size_t>(offsets[static_cast<std::size_t>(first)]);
    std::vector<std::byte> bytes(column_.bytes(), column_.bytes() + known * element);
    for (std::int64_t row = first; row < table_.rows(); ++row) {
      for (const double value : list(row)) append(bytes, value);
      offsets[static_cast<std::size_t>(row) + 1] = static_cast<std::int64_t>(bytes.size() / element);
    }
    column_.assign_lists(offsets, bytes.data());
  }

  std::vector<double> list(std::int64_t row) {
    if (spec_.name == "shape") return shape(row);
    std::vector<double> values(below(5, row, 0));
    std::uint32_t draw = 1;
    for (double& value : values) value = number(row, draw++);
    return values;
  }

  [[nodiscard]] std::vector<double> shape(std::int64_t row) const {
    const double x = kSpacing * static_cast<double>(row % kGridColumns);
    const double y = kSpacing * static_cast<double>(row / kGridColumns);
    if (table_.spec().shape == city::Shape::point) return {x, y};
    if (table_.spec().shape == city::Shape::line) return {x, y, x + kSpacing, y};
    return {x, y, x + kSide, y, x + kSide, y + kSide, x, y + kSide, x, y};
  }

  void append(std::vector<std::byte>& bytes, double value) const {
    const auto add = [&bytes](auto element) {
      const auto raw = std::as_bytes(std::span(&element, 1));
      bytes.insert(bytes.end(), raw.begin(), raw.end());
    };
    switch (spec_.scalar) {
      case Scalar::f64: add(value); break;
      case Scalar::f32: add(static_cast<float>(value)); break;
      case Scalar::i64: add(static_cast<std::int64_t>(value)); break;
      case Scalar::u8: add(static_cast<std::uint8_t>(value)); break;
      default: add(static_cast<std::int32_t>(value)); break;
    }
  }

  const CityRecipe& recipe_;
  city::Table& table_;
  city::Column& column_;
  const city::ColumnSpec& spec_;
  sdk::Random random_;
  std::int64_t target_rows_ = 0;
};

void fill_table(const Manifest& manifest, const CityRecipe& recipe, city::City& city, std::uint32_t index,
                std::int64_t first) {
  const std::string& name = manifest.tables[index].spec.name;
  city::Table& table = city.edit(name);
  bool shape = table.spec().shape != city::Shape::none;
  for (const ColumnUse& use : manifest.columns) {
    if (use.table != index || !reads(use) || !table.find(use.spec.name)) continue;
    Filler(city, recipe, table, use.spec.name).fill(first);
    shape = shape && use.spec.name != "shape";
  }
  if (shape) {  // nobody reads the column itself, but the services over space do
    Filler(city, recipe, table, "shape").fill(first);
  }
}

}  // namespace

city::City make_city(const Manifest& manifest, const CityRecipe& recipe) {
  city::City city(recipe.pool != nullptr ? recipe.pool : city::BufferPool::create());
  std::vector<std::uint32_t> made;
  for (std::uint32_t i = 0; i < manifest.tables.size(); ++i) {
    const TableUse& use = manifest.tables[i];
    if (use.owns || (use.optional && !recipe.optional)) continue;
    city.add_table(spec_of(manifest, i, recipe));
    made.push_back(i);
  }
  const std::array<const Manifest*, 1> alone{&manifest};
  declare(alone, recipe.vocabulary, city);
  for (const std::uint32_t i : made) {
    city::Table& table = city.edit(manifest.tables[i].spec.name);
    table.insert(rows_of(table.spec(), recipe), city.branch());
  }
  for (const std::uint32_t i : made) fill_table(manifest, recipe, city, i, 0);
  return city;
}

std::int64_t append_rows(const Manifest& manifest, const CityRecipe& recipe, city::City& city,
                         std::uint32_t table, std::int64_t count) {
  const std::int64_t first = city.edit(manifest.tables[table].spec.name).insert(count, city.branch());
  fill_table(manifest, recipe, city, table, first);
  return first;
}

bool is_peoples(const Manifest& manifest, const city::City& city, std::uint32_t table) {
  const std::int32_t index = city.find(manifest.tables[table].spec.name);
  if (index < 0 || manifest.tables[table].owns) return false;
  const TableKind kind = city.table(static_cast<std::size_t>(index)).spec().kind;
  return kind != TableKind::series && kind != TableKind::grid;
}

}  // namespace conurb::host::check
