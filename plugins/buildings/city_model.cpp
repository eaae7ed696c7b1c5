// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/city_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

#include "buildings_columns.hpp"
#include "plugins/buildings/building_physics.hpp"
#include "plugins/buildings/error.hpp"
#include "plugins/buildings/function_table.hpp"
#include "plugins/buildings/model_data.hpp"
#include "plugins/buildings/units.hpp"

namespace conurb::buildings {

namespace {

using ::buildings::Column;
using ::buildings::Parameter;
using ::buildings::Table;

constexpr int kUnknownYear =
    1965;  // the median building of the German stock; see assets/archetypes/README.md
constexpr double kPlentyOfCooling = 1e6;  // W per building: as good as unlimited

/// Tables that never change: parsed once, shared by all.
struct Tables {
  ArchetypeTable archetypes;
  UseTable uses;
  FunctionTable functions;
};

const Tables& tables_of(const sdk::Host& host) {
  return host.cached<Tables>("tables", {}, 1 << 16, [] {
    UseTable uses = UseTable::parse(use_profiles_csv(), "use_profiles.csv");
    FunctionTable functions = FunctionTable::parse(functions_csv(), uses, "functions.csv");
    return std::make_unique<Tables>(Tables{ArchetypeTable::parse(archetypes_csv(), "buildings.csv"),
                                           std::move(uses), std::move(functions)});
  });
}

// All columns of a building that the model is made from, by name.
struct Inputs {
  explicit Inputs(const sdk::View& v) : view(v) {
    constexpr std::array<Column, kFacades> kWalls{
        Column::building_wall_area_n,  Column::building_wall_area_ne, Column::building_wall_area_e,
        Column::building_wall_area_se, Column::building_wall_area_s,  Column::building_wall_area_sw,
        Column::building_wall_area_w,  Column::building_wall_area_nw};
    for (std::size_t i = 0; i < kFacades; ++i) walls[i] = view.read<float>(kWalls[i]);
  }
  [[nodiscard]] double at(Column column, std::size_t row) const {
    return static_cast<double>(view.read<float>(column)[row]);
  }
  const sdk::View& view;
  std::array<std::span<const float>, kFacades> walls;
};

Geometry geometry_of(const Inputs& in, std::size_t row) {
  Geometry geometry;
  for (std::size_t i = 0; i < kFacades; ++i) geometry.wall_area[i] = static_cast<double>(in.walls[i][row]);
  geometry.roof_area = in.at(Column::building_roof_area, row);
  geometry.ground_area = in.at(Column::building_ground_area, row);
  geometry.party_wall_area = in.at(Column::building_party_wall_area, row);
  geometry.volume = in.at(Column::building_volume, row);
  geometry.footprint_area = in.at(Column::building_footprint_area, row);
  geometry.perimeter = in.at(Column::building_footprint_perimeter, row);
  const double mean_height = in.at(Column::building_mean_height, row);
  geometry.mean_height = std::isnan(mean_height) ? in.at(Column::building_height, row) : mean_height;
  geometry.storeys = in.at(Column::building_storeys_above_ground, row);
  geometry.floor_area = in.at(Column::building_floor_area, row);
  return geometry;
}

// A package makes an element better, never worse than what the building has.
double better_of(double own, double package) {
  return std::isnan(own) ? own : std::min(own, package);
}

double highest(const UseProfile& profile, UseQuantity quantity) {
  double high = -1e9;
  for (std::size_t hour = 0; hour < kDayHours; ++hour)
    high = std::max(high, profile.at(quantity, DayType::weekday, hour));
  return high;
}

double lowest(const UseProfile& profile, UseQuantity quantity) {
  double low = 1e9;
  for (std::size_t hour = 0; hour < kDayHours; ++hour)
    low = std::min(low, profile.at(quantity, DayType::weekday, hour));
  return low;
}

Overrides overrides_of(const Inputs& in, std::size_t row, const Archetype& archetype, bool package,
                       const UseProfile& profile) {
  Overrides overrides;
  const auto u_value = [&](Column column, double of_package) {
    const double own = in.at(column, row);
    return package ? better_of(own, of_package) : own;
  };
  overrides.wall_u_value = u_value(Column::building_wall_u_value, archetype.u_wall);
  overrides.roof_u_value = u_value(Column::building_roof_u_value, archetype.u_roof);
  overrides.floor_u_value = u_value(Column::building_floor_u_value, archetype.u_floor);
  overrides.window_u_value = u_value(Column::building_window_u_value, archetype.u_window);
  overrides.window_g_value = in.at(Column::building_window_g_value, row);
  overrides.window_share = in.at(Column::building_window_ratio, row);
  overrides.infiltration = in.at(Column::building_infiltration_rate, row) * 3600.0;
  overrides.heat_recovery = in.at(Column::building_heat_recovery_efficiency, row);
  overrides.thermal_capacity = in.at(Column::building_thermal_capacity, row);
  const double heating = in.at(Column::building_heating_set_point, row);
  const double cooling = in.at(Column::building_cooling_set_point, row);
  // A set-point of the building's own moves its whole profile, so that nights stay lower than days.
  overrides.heating_set_offset =
      in.view.parameter(Parameter::heating_set_point_shift) +
      (std::isnan(heating) ? 0.0 : heating - kZeroCelsius - highest(profile, UseQuantity::heating_set_point));
  overrides.cooling_set_offset =
      in.view.parameter(Parameter::cooling_set_point_shift) +
      (std::isnan(cooling) ? 0.0 : cooling - kZeroCelsius - lowest(profile, UseQuantity::cooling_set_point));
  const bool cooled = in.view.read<std::uint8_t>(Column::building_cooled)[row] != 0;
  if (cooled || in.view.parameter(Parameter::cooling_everywhere) != 0)
    overrides.cooling_limit = kPlentyOfCooling;
  return overrides;
}

HeatSource heat_source_of(std::string_view text) {
  constexpr std::pair<std::string_view, HeatSource> kWords[] = {
      {"heat_pump", HeatSource::heat_pump},    {"heat pump", HeatSource::heat_pump},
      {"oil", HeatSource::oil_boiler},         {"wood", HeatSource::biomass_boiler},
      {"biomass", HeatSource::biomass_boiler}, {"pellet", HeatSource::biomass_boiler},
      {"district", HeatSource::district_heat}, {"electric", HeatSource::direct_electric}};
  for (const auto& [word, source] : kWords) {
    if (text.find(word) != std::string_view::npos) return source;
  }
  return HeatSource::gas_boiler;  // the most common by far where nothing is known (assumption)
}

// Supplies by code of the heat-source column; the last is that of an unknown source.
std::vector<SupplyFactors> supplies_of(const sdk::Host& host, const sdk::View& view, std::size_t& unknown) {
  const double least_share = view.parameter(Parameter::heat_pump_share);
  const auto make = [least_share](std::string_view text) {
    const Supply supply = supply_of(heat_source_of(text));
    const double share = supply.share[static_cast<std::size_t>(HeatSource::heat_pump)];
    return factors_of(with_heat_pump_share(supply, std::max(share, least_share)));
  };
  std::vector<SupplyFactors> supplies;
  for (std::int32_t code = 0;; ++code) {
    const char* text = host.text(Column::building_heat_source, code);
    if (text == nullptr) break;
    supplies.push_back(make(text));
  }
  unknown = supplies.size();
  supplies.push_back(make(""));
  return supplies;
}

// Uses by code of the function column, so that each text is read once.
std::vector<BuildingUse> uses_of(const sdk::Host& host, const Tables& tables) {
  std::vector<BuildingUse> uses;
  for (std::int32_t code = 0;; ++code) {
    const char* text = host.text(Column::building_function, code);
    if (text == nullptr) break;
    uses.push_back(tables.functions.find(text));
  }
  uses.push_back(tables.functions.find(""));
  return uses;
}

void build_row(const Inputs& in, const Tables& tables, const BuildingUse& use, std::size_t row,
               CityModel& model) {
  const double year = in.at(Column::building_year_of_construction, row);
  const int built = std::isnan(year) ? kUnknownYear : static_cast<int>(year);
  const auto package = static_cast<Refurbishment>(static_cast<int>(in.view.parameter(Parameter::retrofit)));
  const bool refurbished = package != Refurbishment::existing &&
                           static_cast<double>(built) < in.view.parameter(Parameter::retrofit_before);
  const Archetype& archetype =
      tables.archetypes.find(use.building_class, refurbished ? package : Refurbishment::existing, built);
  const UseProfile& profile = tables.uses.profiles()[use.profile];
  const BuildingPhysics physics = building_physics(geometry_of(in, row), archetype,
                                                   overrides_of(in, row, archetype, refurbished, profile));
  set_row(model.coefficients, row, physics.coefficients, static_cast<std::int32_t>(use.profile));
  model.net_floor_area[row] = static_cast<float>(physics.net_floor_area);
  model.profile[row] = static_cast<std::uint32_t>(use.profile);
}

std::unique_ptr<CityModel> build(const sdk::Host& host, const sdk::View& view) {
  const Tables& tables = tables_of(host);
  const conurb_table& table = view.table(Table::building);
  const auto rows = static_cast<std::size_t>(table.rows);
  auto model = std::make_unique<CityModel>();
  model->coefficients = make_table(rows);
  model->net_floor_area.assign(rows, 0.0F);
  model->profile.assign(rows, 0);
  model->supply.assign(rows, 0);
  std::size_t unknown_supply = 0;
  model->supplies = supplies_of(host, view, unknown_supply);
  const std::vector<BuildingUse> uses = uses_of(host, tables);
  const Inputs in(view);
  const auto function = view.read<std::int32_t>(Column::building_function);
  const auto source = view.read<std::int32_t>(Column::building_heat_source);
  std::mutex mutex;
  host.parallel_for(
      0, table.rows, static_cast<std::int64_t>(16 * kLanes), [&](std::int64_t first, std::int64_t last) {
        for (auto row = static_cast<std::size_t>(first); row < static_cast<std::size_t>(last); ++row) {
          if (table.alive[row] == 0) continue;
          const BuildingUse& use =
              function[row] < 0 ? uses.back() : uses[static_cast<std::size_t>(function[row])];
          model->supply[row] = source[row] < 0 ? static_cast<std::uint32_t>(unknown_supply)
                                               : static_cast<std::uint32_t>(source[row]);
          try {
            build_row(in, tables, use, row, *model);
          } catch (const InputError& error) {
            clear_row(model->coefficients, row);
            const std::lock_guard lock(mutex);
            model->not_computed.emplace(static_cast<std::int64_t>(row), error.what());
          }
        }
      });
  return model;
}

// What besides columns the model is a function of.
std::string key_of(const sdk::View& view) {
  std::string key = "city";
  for (const Parameter parameter : {Parameter::retrofit, Parameter::retrofit_before,
                                    Parameter::heat_pump_share, Parameter::heating_set_point_shift,
                                    Parameter::cooling_set_point_shift, Parameter::cooling_everywhere}) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), ":%a", view.parameter(parameter));
    key += text.data();
  }
  return key + ":" + std::to_string(view.table(Table::building).topology_revision);
}

}  // namespace

const UseTable& use_table(const sdk::Host& host) {
  return tables_of(host).uses;
}

const CityModel& city_model_of(const sdk::Host& host, const sdk::View& view) {
  constexpr auto kFirst = static_cast<std::uint32_t>(Column::building_function);
  constexpr auto kLast = static_cast<std::uint32_t>(Column::building_heat_source);
  std::array<std::uint32_t, kLast - kFirst + 1> columns{};
  for (std::uint32_t i = 0; i < columns.size(); ++i) columns[i] = kFirst + i;
  const auto rows = static_cast<std::uint64_t>(view.table(Table::building).rows);
  return host.cached<CityModel>(key_of(view).c_str(), columns, rows * 180, [&] { return build(host, view); });
}

}  // namespace conurb::buildings
