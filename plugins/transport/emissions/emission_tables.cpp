// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emissions/emission_tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/emissions/catalogue_edits.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/index.hpp"

namespace conurb::transport::emissions {
namespace {

using assignment::CsvRows;

constexpr std::size_t kMostTableBytes = 50'000'000;

std::string needed_text(const CsvRows& rows, std::int32_t column, std::string_view name) {
  const std::string_view text = rows.cell(column);
  if (text.empty()) rows.refuse(std::string(name) + " is empty");
  return std::string(text);
}

double needed_number(const CsvRows& rows, std::int32_t column, std::string_view name, double least,
                     double most) {
  const std::optional<double> value = rows.number(column);
  if (!value) rows.refuse(std::string(name) + " is empty");
  if (!(*value >= least && *value <= most)) {
    rows.refuse(std::string(name) + " is " + shown(*value) + ", not within " + shown(least) + " … " +
                shown(most));
  }
  return *value;
}

/// class, pollutant, speed_kmh, per_km.
class SpeedTableReader {
 public:
  SpeedTableReader(CsvRows& rows, EmissionCatalogue& catalogue) : rows_(rows), catalogue_(catalogue) {}

  void read(FindingList& findings) {
    const std::int32_t id = rows_.needed_column({"class"}), pollutant = rows_.needed_column({"pollutant"});
    const std::int32_t speed = rows_.needed_column({"speed_kmh"}), amount = rows_.needed_column({"per_km"});
    while (rows_.next()) {
      const std::string name = needed_text(rows_, id, "class");
      const std::int32_t row = find_row(name);
      const Output output = output_named(needed_text(rows_, pollutant, "pollutant"));
      const double least = output == Output::electricity ? -1e6 : 0;
      const double kmh = needed_number(rows_, speed, "speed_kmh", 0.1, 400);
      const double per_km = needed_number(rows_, amount, "per_km", least, 1e6);
      if (!points_[{row, output}].emplace(kmh, per_km).second) {
        rows_.refuse("speed " + shown(kmh) + " of " + std::string(kOutputNames[place_of(output)]) + " of " +
                     in_quotes(name) + " is told twice");
      }
    }
    if (points_.empty()) rows_.refuse("has no row", "one row for each class, pollutant and speed");
    for (const auto& [key, points] : points_) add(key.first, key.second, points, findings);
  }

 private:
  std::int32_t find_row(const std::string& name) {
    const auto [found, is_new] = known_.try_emplace(name, kNone);
    if (is_new) found->second = catalogue_.find(name);
    if (found->second == kNone) rows_.refuse("there is no class or mix " + in_quotes(name));
    return found->second;
  }

  [[nodiscard]] Output output_named(const std::string& name) const {
    const auto found = std::find(kOutputNames.begin(), kOutputNames.end(), name);
    if (found == kOutputNames.end()) {
      std::string all;
      for (const std::string_view one : kOutputNames) all += (all.empty() ? "" : ", ") + std::string(one);
      rows_.refuse("pollutant " + in_quotes(name) + " is not known", "known are " + all);
    }
    return static_cast<Output>(found - kOutputNames.begin());
  }

  void add(std::int32_t row, Output output, const std::map<double, double>& points, FindingList& findings) {
    SpeedTable table{row, output, {}, {}};
    for (const auto& [kmh, per_km] : points) {
      table.speeds_kmh.push_back(kmh);
      table.per_km.push_back(per_km);
    }
    put_table(catalogue_, std::move(table), findings);
    if (catalogue_.tables.size() > kMostTables) {
      rows_.refuse("more than " + std::to_string(kMostTables) + " speed tables");
    }
  }

  CsvRows& rows_;
  EmissionCatalogue& catalogue_;
  std::map<std::string, std::int32_t> known_;
  std::map<std::pair<std::int32_t, Output>, std::map<double, double>> points_;
};

/// class, like, carrier and columns of parameters; an empty cell leaves the number as it is.
void read_classes(CsvRows& rows, EmissionCatalogue& catalogue, FindingList& findings) {
  const std::int32_t id = rows.needed_column({"class"}), like = rows.column({"like"});
  const std::int32_t carrier = rows.column({"carrier"});
  std::array<std::int32_t, kClassParameters.size()> columns{};
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = rows.column({kClassParameters[i].name});
  std::set<std::string> told;
  while (rows.next()) {
    const std::string name = needed_text(rows, id, "class");
    if (!told.insert(name).second) rows.refuse("class " + in_quotes(name) + " is told twice");
    const std::int32_t known = catalogue.find(name);
    if (known != kNone && at(known) >= catalogue.classes.size()) {
      rows.refuse(in_quotes(name) + " is the name of a mix");
    }
    const std::string_view base = rows.cell(like);
    if (known == kNone && base.empty()) {
      rows.refuse("class " + in_quotes(name) + " is new", "name in column like the class that it begins as");
    }
    EmissionClass made = known == kNone ? EmissionClass{} : catalogue.classes[at(known)];
    if (!base.empty()) {
      const std::int32_t from = class_named(catalogue, base);
      if (from == kNone) rows.refuse("like is " + in_quotes(base) + ", which is no class");
      made = catalogue.classes[at(from)];
    }
    made.id = name;
    if (const std::string_view text = rows.cell(carrier); !text.empty()) {
      const std::optional<Carrier> carried = carrier_named(text);
      if (!carried) rows.refuse("carrier " + in_quotes(text) + " is not known", kKnownCarriers);
      made.carrier = *carried;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const ClassParameter& parameter = kClassParameters[i];
      if (rows.cell(columns[i]).empty()) continue;
      made.*parameter.value =
          needed_number(rows, columns[i], parameter.name, parameter.least, parameter.most);
    }
    put_class(catalogue, std::move(made), findings);
    if (catalogue.classes.size() > kMostClasses) {
      rows.refuse("more than " + std::to_string(kMostClasses) + " classes");
    }
  }
  if (told.empty()) rows.refuse("has no row", "one row for each class");
}

/// mix, class, share: the rows of a mix are all of its members.
void read_mixes(CsvRows& rows, EmissionCatalogue& catalogue, FindingList& findings) {
  const std::int32_t id = rows.needed_column({"mix"}), member = rows.needed_column({"class"});
  const std::int32_t share = rows.needed_column({"share"});
  std::map<std::string, FleetMix> mixes;
  while (rows.next()) {
    const std::string name = needed_text(rows, id, "mix");
    if (class_named(catalogue, name) != kNone) rows.refuse(in_quotes(name) + " is the name of a class");
    const std::string of = needed_text(rows, member, "class");
    const std::int32_t row = class_named(catalogue, of);
    if (row == kNone) rows.refuse("there is no class " + in_quotes(of));
    FleetMix& mix = mixes[name];
    mix.id = name;
    for (const ClassShare& one : mix.members) {
      if (one.emission_class == row) rows.refuse(in_quotes(of) + " is in " + in_quotes(name) + " twice");
    }
    mix.members.push_back({row, needed_number(rows, share, "share", 0, 1e9)});
    if (mixes.size() > kMostMixes) rows.refuse("more than " + std::to_string(kMostMixes) + " mixes");
  }
  if (mixes.empty()) rows.refuse("has no row", "one row for each member of a mix");
  for (auto& [name, mix] : mixes) {
    double sum = 0;
    for (const ClassShare& one : mix.members) sum += one.share;
    if (!(sum > 0)) rows.refuse("the shares of " + in_quotes(name) + " are all 0");
    put_mix(catalogue, std::move(mix), findings);
  }
}

/// Names that a form has, for a finding on the others.
void tell_columns(std::string_view header, const std::vector<std::string_view>& known,
                  FindingList& findings) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    std::string name;
    for (const char c : header.substr(0, end)) {
      if (c >= 'A' && c <= 'Z') {
        name += static_cast<char>(c - 'A' + 'a');
      } else if (c != ' ' && c != '\t' && c != '\r' && c != '"') {
        name += c;
      }
    }
    const bool is_known = std::find(known.begin(), known.end(), name) != known.end();
    if (!name.empty() && !is_known) findings.warn("column", in_quotes(name), "is not known: passed over");
    header.remove_prefix(std::min(end + 1, header.size()));
  }
}

}  // namespace

void read_emission_table(EmissionCatalogue& catalogue, std::string_view text, const std::string& where,
                         FindingList& findings) {
  if (text.size() > kMostTableBytes) {
    throw InputError(
        "has " + std::to_string(text.size()) + " bytes, more than " + std::to_string(kMostTableBytes), where);
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CsvRows rows({text, where});
  EmissionCatalogue read = catalogue;
  std::vector<std::string_view> known{"class", "source"};
  if (rows.column({"pollutant"}) != kNone) {
    known.insert(known.end(), {"pollutant", "speed_kmh", "per_km"});
    SpeedTableReader(rows, read).read(findings);
  } else if (rows.column({"share"}) != kNone) {
    known.insert(known.end(), {"mix", "share"});
    read_mixes(rows, read, findings);
  } else {
    known.insert(known.end(), {"like", "carrier"});
    for (const ClassParameter& parameter : kClassParameters) known.push_back(parameter.name);
    read_classes(rows, read, findings);
  }
  tell_columns(text.substr(0, text.find('\n')), known, findings);
  require_sound(read);
  catalogue = std::move(read);
}

}  // namespace conurb::transport::emissions
