// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/city_emissions.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "plugins/transport/emissions/default_fleet.hpp"
#include "plugins/transport/emissions/emission_rows.hpp"
#include "plugins/transport/emissions/emission_tables.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/file_kinds.hpp"
#include "plugins/transport/row_writer.hpp"
#include "plugins/transport/table_rows.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using emissions::EmissionRows;
using emissions::kClassParameters;
using emissions::kOutputs;
using ::transport::Column;
using ::transport::Table;

/// In the order in which they are put together: what is named comes first.
enum EmissionKind : int { kClassesFile, kMixesFile, kFactorsFile, kEmissionKinds };

/// In the order of kClassParameters.
constexpr std::array<Column, kClassParameters.size()> kParameterColumns{
    Column::emission_class_mass,
    Column::emission_class_rotating,
    Column::emission_class_rolling,
    Column::emission_class_drag_area,
    Column::emission_class_top_speed,
    Column::emission_class_acceleration,
    Column::emission_class_deceleration,
    Column::emission_class_efficiency,
    Column::emission_class_regeneration,
    Column::emission_class_engine_power,
    Column::emission_class_standing_share,
    Column::emission_class_auxiliary_power,
    Column::emission_class_nox,
    Column::emission_class_pm_exhaust,
    Column::emission_class_tyre_wear,
    Column::emission_class_brake_wear,
    Column::emission_class_road_wear};

/// In the order of emissions::Output.
constexpr std::array<Column, kOutputs> kFactorColumns{
    Column::emission_factor_fuel_energy, Column::emission_factor_fuel,
    Column::emission_factor_electricity, Column::emission_factor_co2,
    Column::emission_factor_nox,         Column::emission_factor_pm_exhaust,
    Column::emission_factor_pm10_wear,   Column::emission_factor_pm25_wear};

constexpr auto kEmissionColumns = [] {
  constexpr std::array kOthers{Column::emission_class_name,  Column::emission_class_carrier,
                               Column::fleet_mix_mix,        Column::fleet_mix_emission_class,
                               Column::fleet_mix_share,      Column::emission_factor_emission_class,
                               Column::emission_factor_speed};
  std::array<std::uint32_t, kParameterColumns.size() + kFactorColumns.size() + kOthers.size()> columns{};
  std::size_t next = 0;
  for (const Column column : kParameterColumns) columns[next++] = static_cast<std::uint32_t>(column);
  for (const Column column : kFactorColumns) columns[next++] = static_cast<std::uint32_t>(column);
  for (const Column column : kOthers) columns[next++] = static_cast<std::uint32_t>(column);
  return columns;
}();

int emission_kind(std::string_view start) {
  const std::vector<std::string> names = column_names(start);
  if (has_columns(names, {"class", "pollutant", "speed_kmh", "per_km"})) return kFactorsFile;
  if (has_columns(names, {"mix", "class", "share"})) return kMixesFile;
  if (!has_columns(names, {"class"})) return -1;
  const bool of_class = std::any_of(kClassParameters.begin(), kClassParameters.end(),
                                    [&](const auto& one) { return has_columns(names, {one.name}); });
  return of_class || has_columns(names, {"carrier"}) || has_columns(names, {"like"}) ? kClassesFile : -1;
}

void write_classes(const sdk::Host& host, const sdk::View& view,
                   const std::vector<emissions::ClassRow>& rows) {
  const RowWriter out(host, view, Table::emission_class, rows.size());
  out.text(Column::emission_class_name, [&](std::size_t i) { return rows[i].id; });
  out.text(Column::emission_class_carrier, [&](std::size_t i) { return rows[i].carrier; });
  for (std::size_t p = 0; p < kParameterColumns.size(); ++p)
    out.put<double>(kParameterColumns[p], [&](std::size_t i) { return rows[i].values[p]; });
}

void write_mixes(const sdk::Host& host, const sdk::View& view, const std::vector<emissions::MixRow>& rows) {
  const RowWriter out(host, view, Table::fleet_mix, rows.size());
  out.text(Column::fleet_mix_mix, [&](std::size_t i) { return rows[i].mix; });
  out.text(Column::fleet_mix_emission_class, [&](std::size_t i) { return rows[i].emission_class; });
  out.put<double>(Column::fleet_mix_share, [&](std::size_t i) { return rows[i].share; });
}

void write_factors(const sdk::Host& host, const sdk::View& view,
                   const std::vector<emissions::FactorRow>& rows) {
  const RowWriter out(host, view, Table::emission_factor, rows.size());
  out.text(Column::emission_factor_emission_class, [&](std::size_t i) { return rows[i].id; });
  out.put<double>(Column::emission_factor_speed, [&](std::size_t i) { return rows[i].speed; });
  for (std::size_t q = 0; q < kOutputs; ++q)
    out.put<double>(kFactorColumns[q], [&](std::size_t i) { return rows[i].amounts[q]; });
}

/// The table that a finding on the catalogue is about.
Table table_of(const Finding& finding) {
  if (finding.object.starts_with("emission_class")) return Table::emission_class;
  const bool of_mix = finding.object.starts_with("fleet_mix") || finding.object.starts_with("mix");
  return of_mix ? Table::fleet_mix : Table::emission_factor;
}

EmissionRows read_rows(const sdk::Host& host, const sdk::View& view) {
  EmissionRows rows;
  const TableRows classes(host, view, Table::emission_class), mixes(host, view, Table::fleet_mix),
      factors(host, view, Table::emission_factor);
  const auto class_name = classes.text(Column::emission_class_name),
             carrier = classes.text(Column::emission_class_carrier), mix = mixes.text(Column::fleet_mix_mix),
             member = mixes.text(Column::fleet_mix_emission_class),
             of = factors.text(Column::emission_factor_emission_class);
  for (std::size_t row = 0; row < classes.count(); ++row)
    if (classes.alive(row)) {
      emissions::ClassRow one{class_name[row], carrier[row], {}};
      for (std::size_t p = 0; p < kParameterColumns.size(); ++p)
        one.values[p] = view.read<double>(kParameterColumns[p])[row];
      rows.classes.push_back(std::move(one));
    }
  const auto share = mixes.wide(Column::fleet_mix_share);
  for (std::size_t row = 0; row < mixes.count(); ++row)
    if (mixes.alive(row)) rows.mixes.push_back({mix[row], member[row], share[row]});
  const auto speed = factors.wide(Column::emission_factor_speed);
  for (std::size_t row = 0; row < factors.count(); ++row)
    if (factors.alive(row)) {
      emissions::FactorRow one{of[row], speed[row], {}};
      for (std::size_t q = 0; q < kOutputs; ++q) one.amounts[q] = view.read<double>(kFactorColumns[q])[row];
      rows.factors.push_back(std::move(one));
    }
  return rows;
}

}  // namespace

bool is_emission_file(std::string_view start) {
  return emission_kind(start) >= 0;
}

void read_emission_files(const sdk::Host& host, const sdk::View& view, std::span<const sdk::File> files) {
  const emissions::EmissionCatalogue known = emissions::default_catalogue();
  emissions::EmissionCatalogue catalogue = known;
  FindingList findings;
  for (const sdk::File& file : files)
    if (emission_kind(file.bytes) < 0)
      throw InputError("is none of the files that are read together", std::string(file.name));
  for (int kind = 0; kind < kEmissionKinds; ++kind)
    for (const sdk::File& file : files)
      if (emission_kind(file.bytes) == kind)
        emissions::read_emission_table(catalogue, file.bytes, std::string(file.name), findings);
  const EmissionRows rows = emissions::rows_of(catalogue, known);
  write_classes(host, view, rows.classes);
  write_mixes(host, view, rows.mixes);
  write_factors(host, view, rows.factors);
  tell_all(host, findings.take(), Table::emission_class, "transport.read");
}

std::span<const std::uint32_t> emission_columns() {
  return kEmissionColumns;
}

emissions::EmissionCatalogue city_catalogue(const sdk::Host& host, const sdk::View& view,
                                            std::vector<RowFinding>& findings) {
  FindingList found;
  emissions::EmissionCatalogue catalogue =
      emissions::with_rows(emissions::default_catalogue(), read_rows(host, view), found);
  for (const Finding& one : found.take())
    findings.push_back({static_cast<std::uint32_t>(table_of(one)), -1, "emissions",
                        one.object.empty() ? one.text : one.object + ": " + one.text});
  return catalogue;
}

}  // namespace conurb::transport
