// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emission_outputs.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "plugins/transport/fingerprint.hpp"
#include "plugins/transport/words.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using emissions::kOutputs;
using emissions::Output;
using ::transport::Column;
using ::transport::Parameter;
using ::transport::Table;

/// A column of both tables: the sum of two outputs, in the SI unit.
struct EmissionColumn {
  Column by_class, by_link;
  Output first, second;  ///< the same twice: it alone
  double unit;
};
constexpr double kGram = 1e-3, kMegajoule = 1e6, kKilowattHour = 3.6e6;
constexpr std::array<EmissionColumn, 6> kEmissionOutputs{{
    {Column::road_emission_nox, Column::road_link_nox_emission, Output::nox, Output::nox, kGram},
    {Column::road_emission_pm10, Column::road_link_pm10_emission, Output::pm_exhaust, Output::pm10_wear,
     kGram},
    {Column::road_emission_pm25, Column::road_link_pm25_emission, Output::pm_exhaust, Output::pm25_wear,
     kGram},
    {Column::road_emission_co2, Column::road_link_co2_emission, Output::co2, Output::co2, kGram},
    {Column::road_emission_fuel_power, Column::road_link_fuel_power, Output::fuel_energy, Output::fuel_energy,
     kMegajoule},
    {Column::road_emission_battery_power, Column::road_link_battery_power, Output::electricity,
     Output::electricity, kKilowattHour},
}};

double amount_of(const EmissionColumn& column, std::span<const double> outputs) {
  const double first = outputs[emissions::place_of(column.first)];
  return column.first == column.second ? first : first + outputs[emissions::place_of(column.second)];
}

/// Link and class of each row; rows beyond them belong to none.
void name_emission_rows(const sdk::Host& host, const sdk::View& view, const RoadEmissions& emissions,
                        const std::vector<std::int32_t>& link_row) {
  const auto link = view.write<std::int32_t>(Column::road_emission_link),
             vehicle_class = view.write<std::int32_t>(Column::road_emission_vehicle_class);
  std::fill(link.begin(), link.end(), -1);
  std::fill(vehicle_class.begin(), vehicle_class.end(), -1);
  std::size_t row = 0;
  for (const VehicleClass one : emissions.classes()) {
    const std::int32_t code =
        host.code(Column::road_emission_vehicle_class, kClassWords[static_cast<std::size_t>(one)]);
    for (const std::int32_t of : link_row) {
      link[row] = of;
      vehicle_class[row++] = code;
    }
  }
}

}  // namespace

void EmissionOutputs::tell_new(const sdk::Host& host, std::shared_ptr<const RoadEmissions> now) {
  if (now == emissions_) return;
  Fingerprint print;
  for (const RowFinding& finding : now->findings)
    for (const char c : finding.text) print.add(c);
  if (!now->findings.empty() && print.value() != told_) tell(host, now->findings);
  told_ = print.value();
  emissions_ = std::move(now);
}

void EmissionOutputs::write(const sdk::Host& host, const sdk::View& view, const Traffic& traffic) {
  const StandingTraffic& standing = traffic.standing();
  tell_new(host, road_emissions_of(host, view, standing));
  const std::vector<std::int32_t>& link_row = standing.roads.link_row;
  const std::size_t links = link_row.size();
  const auto needed = static_cast<std::int64_t>(links * emissions_->classes().size());
  const std::int64_t rows = view.table(Table::road_emission).rows;
  if (needed > rows) host.insert_rows(Table::road_emission, needed - rows);
  name_emission_rows(host, view, *emissions_, link_row);

  std::array<std::span<float>, kEmissionOutputs.size()> by_class;
  for (std::size_t c = 0; c < by_class.size(); ++c) {
    by_class[c] = view.write<float>(kEmissionOutputs[c].by_class);
    std::fill(by_class[c].begin(), by_class[c].end(), 0.0F);
  }
  std::vector<double> totals(links * by_class.size(), 0);
  const double share = view.parameter(Parameter::electric_share), seconds = traffic.last().seconds;
  for (std::size_t place = 0; place < emissions_->classes().size(); ++place) {
    const std::vector<double> sums = emissions_->of(place, traffic.last().ended, traffic.trips().type, share);
    for (std::size_t link = 0; link < links; ++link) {
      const auto outputs = std::span(sums).subspan(link * kOutputs, kOutputs);
      for (std::size_t c = 0; c < by_class.size(); ++c) {
        const double rate = amount_of(kEmissionOutputs[c], outputs) * kEmissionOutputs[c].unit / seconds;
        float& cell = by_class[c][place * links + link];
        cell = static_cast<float>(rate);
        totals[link * by_class.size() + c] += static_cast<double>(cell);
      }
    }
  }
  for (std::size_t c = 0; c < by_class.size(); ++c) {
    const auto cells = view.write<float>(kEmissionOutputs[c].by_link);
    std::fill(cells.begin(), cells.end(), 0.0F);
    for (std::size_t link = 0; link < links; ++link)
      cells[at(link_row[link])] = static_cast<float>(totals[link * by_class.size() + c]);
  }
}

void EmissionOutputs::save(sdk::Writer& writer) const {
  writer.put("emissions_told", static_cast<std::int64_t>(told_));
}

void EmissionOutputs::load(const sdk::Reader& reader) {
  told_ = static_cast<std::uint64_t>(reader.get<std::int64_t>("emissions_told", 0));
  emissions_.reset();
}

}  // namespace conurb::transport
