// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emissions/emission_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "plugins/transport/emissions/catalogue_edits.hpp"
#include "plugins/transport/emissions/default_fleet.hpp"
#include "plugins/transport/emissions/emission_model.hpp"
#include "plugins/transport/emissions/emission_tables.hpp"

namespace conurb::transport::emissions {
namespace {

using ::testing::HasSubstr;

constexpr double kNone64 = std::numeric_limits<double>::quiet_NaN();

std::string words_of_findings(FindingList& findings) {
  std::string out;
  for (const Finding& finding : findings.take()) out += finding.object + ": " + finding.text + "\n";
  return out;
}

/// What rows beside the built-in catalogue are told of; the catalogue that they give must be sound.
std::string told_of_rows(const EmissionRows& rows, EmissionCatalogue* made = nullptr) {
  FindingList findings;
  EmissionCatalogue catalogue = with_rows(default_catalogue(), rows, findings);
  require_sound(catalogue);
  if (made != nullptr) *made = std::move(catalogue);
  return words_of_findings(findings);
}

EmissionCatalogue read_all(std::initializer_list<const char*> texts) {
  EmissionCatalogue catalogue = default_catalogue();
  FindingList unused;
  for (const char* text : texts) read_emission_table(catalogue, text, "t.csv", unused);
  return catalogue;
}

ClassRow class_row(const std::string& id, const std::string& carrier = {}) {
  ClassRow row{id, carrier, {}};
  row.values.fill(kNone64);
  return row;
}

FactorRow factor_row(const std::string& id, double speed, Output output, double amount) {
  FactorRow row{id, speed, {}};
  row.amounts.fill(kNone64);
  row.amounts[place_of(output)] = amount;
  return row;
}

TEST(EmissionRows, ThereAreNoneOfTheBuiltInCatalogue) {
  const EmissionRows rows = rows_of(default_catalogue(), default_catalogue());
  EXPECT_TRUE(rows.classes.empty());
  EXPECT_TRUE(rows.mixes.empty());
  EXPECT_TRUE(rows.factors.empty());
  EXPECT_EQ(told_of_rows(rows), "");
}

TEST(EmissionRows, FilesBecomeRowsInSiUnits) {
  const EmissionRows rows =
      rows_of(read_all({"class,like,nox_g_mj,tyre_wear_g_km\nminibus,van_diesel_euro6,0.2,0.03\n",
                        "mix,class,share\nshuttles,minibus,3\nshuttles,van_battery,1\n",
                        "class,pollutant,speed_kmh,per_km\nshuttles,nox,36,0.5\nshuttles,electricity,36,0.2\n"
                        "shuttles,fuel_energy,72,3\n"}),
              default_catalogue());
  ASSERT_EQ(rows.classes.size(), 1U);
  EXPECT_EQ(rows.classes[0].id, "minibus");
  EXPECT_EQ(rows.classes[0].carrier, "diesel");
  EXPECT_EQ(rows.classes[0].values[0], 2300);                 // kg
  EXPECT_DOUBLE_EQ(rows.classes[0].values[12], 0.2e-9);       // kg/J
  EXPECT_DOUBLE_EQ(rows.classes[0].values[14], 0.03 * 1e-6);  // kg/m
  ASSERT_EQ(rows.mixes.size(), 2U);
  EXPECT_EQ(rows.mixes[0].emission_class, "minibus");
  EXPECT_EQ(rows.mixes[0].share, 3);
  ASSERT_EQ(rows.factors.size(), 2U) << "one for each speed";
  EXPECT_DOUBLE_EQ(rows.factors[0].speed, 10);
  EXPECT_DOUBLE_EQ(rows.factors[0].amounts[place_of(Output::nox)], 0.5e-6);               // kg/m
  EXPECT_DOUBLE_EQ(rows.factors[0].amounts[place_of(Output::electricity)], 0.2 * 3.6e3);  // J/m
  EXPECT_TRUE(std::isnan(rows.factors[0].amounts[place_of(Output::co2)]));
  EXPECT_DOUBLE_EQ(rows.factors[1].amounts[place_of(Output::fuel_energy)], 3e3);  // J/m
}

TEST(EmissionRows, GiveWhatTheFilesGave) {
  const EmissionCatalogue of_files = read_all(
      {"class,like,mass_kg,nox_g_mj,carrier\nminibus,van_diesel_euro6,3500,100,\n"
       "car_diesel_euro5,,200000,0.3,petrol\n",
       "mix,class,share\nfleet_bus,minibus,0.7\nfleet_bus,bus_battery,0.3\n",
       "class,pollutant,speed_kmh,per_km\nminibus,pm10_wear,400,1000000\nminibus,pm10_wear,0.1,300000\n"
       "fleet_taxi,electricity,30,-1000000\nfleet_taxi,fuel_energy,30,1000000\n"});
  FindingList unused;
  const EmissionCatalogue of_rows =
      with_rows(default_catalogue(), rows_of(of_files, default_catalogue()), unused);
  ASSERT_EQ(of_rows.rows(), of_files.rows());
  ASSERT_EQ(of_rows.tables.size(), of_files.tables.size()) << "values at the limits stay within them";
  const EmissionModel a(of_files), b(of_rows);
  const Passage passage{.length = 300, .free_speed = 14, .time = 60};
  for (std::int32_t row = 0; row < a.rows(); ++row) {
    const Outputs one = a.passage(row, passage), other = b.passage(row, passage);
    for (std::size_t q = 0; q < kOutputs; ++q)  // two roundings of units: 1e-15 of each amount
      EXPECT_NEAR(one[q], other[q], 1e-12 * std::abs(one[q]))
          << id_of(of_files, row) << " " << kOutputNames[q];
  }
}

TEST(EmissionRows, EmptyCellsOfABuiltInClassAreItsOwn) {
  EmissionCatalogue made;
  ClassRow row = class_row("car_battery");
  row.values[0] = 2500;
  EXPECT_EQ(told_of_rows({{row}, {}, {}}, &made), "");
  const EmissionClass& car = made.classes[at(made.find("car_battery"))];
  EXPECT_EQ(car.mass, 2500);
  EXPECT_EQ(car.carrier, Carrier::battery);
  EXPECT_EQ(car.drag_area, 0.70);
}

TEST(EmissionRows, ClassesThatCannotBeAreLeftOut) {
  ClassRow heavy = class_row("car_battery");
  heavy.values[0] = 1e9;
  EXPECT_THAT(told_of_rows({{heavy}, {}, {}}), HasSubstr("mass_kg is 1e+09, not within 1 … 2e+05: left out"));
  EXPECT_THAT(told_of_rows({{class_row("")}, {}, {}}), HasSubstr("has no name: left out"));
  EXPECT_THAT(told_of_rows({{class_row("fleet_bus")}, {}, {}}), HasSubstr("is the name of a mix"));
  EXPECT_THAT(told_of_rows({{class_row("lorry")}, {}, {}}), HasSubstr("is new and has no carrier"));
  EXPECT_THAT(told_of_rows({{class_row("lorry", "diesel")}, {}, {}}), HasSubstr("is new and has no mass_kg"));
  EXPECT_THAT(told_of_rows({{class_row("lorry", "steam")}, {}, {}}),
              HasSubstr("a carrier that is not known"));
  EXPECT_THAT(told_of_rows({{class_row("none"), class_row("none")}, {}, {}}),
              HasSubstr("'none': is told twice: the first row holds"));
}

TEST(EmissionRows, MixesThatCannotBeAreLeftOutAsAWhole) {
  EmissionCatalogue made;
  EXPECT_THAT(told_of_rows({{}, {{"fleet_bus", "bus_battery", 1}, {"fleet_bus", "tank", 1}}, {}}, &made),
              HasSubstr("fleet_mix 'fleet_bus': names 'tank', which is no class of emissions: left out"));
  EXPECT_EQ(made.mixes[2].members.size(), default_catalogue().mixes[2].members.size());
  EXPECT_THAT(told_of_rows({{}, {{"m", "none", 1}, {"m", "none", 1}}, {}}), HasSubstr("names 'none' twice"));
  EXPECT_THAT(told_of_rows({{}, {{"none", "none", 1}}, {}}), HasSubstr("is the name of a class"));
  EXPECT_THAT(told_of_rows({{}, {{"", "none", 1}}, {}}), HasSubstr("has no name"));
  EXPECT_THAT(told_of_rows({{}, {{"m", "none", 0}}, {}}), HasSubstr("no member with a share above 0"));
  EXPECT_THAT(told_of_rows({{}, {{"m", "none", kNone64}}, {}}), HasSubstr("a share is nan"));
  EXPECT_THAT(told_of_rows({{}, {{"m", "none", 3}}, {}}), HasSubstr("another sum than 1: scaled"));
}

TEST(EmissionRows, FactorsThatCannotBeAreLeftOut) {
  const auto told = [](std::vector<FactorRow> rows) {
    EmissionCatalogue made;
    const std::string text = told_of_rows({{}, {}, std::move(rows)}, &made);
    return std::to_string(made.tables.size()) + " " + text;
  };
  const FactorRow good = factor_row("fleet_bus", 10, Output::nox, 1e-6);
  EXPECT_THAT(told({good}), HasSubstr("1 speed table 'fleet_bus' nox: has a single speed"));
  EXPECT_THAT(told({good, factor_row("fleet_bus", 10, Output::nox, 2e-6)}),
              HasSubstr("tells nox at a speed twice: the first row holds"));
  EXPECT_THAT(told({factor_row("van", 10, Output::nox, 1e-6)}),
              HasSubstr("0 emission_factor 'van': is no class"));
  EXPECT_THAT(told({factor_row("", 10, Output::nox, 1e-6)}),
              HasSubstr("is no class of emissions and no mix"));
  for (const double speed : {0.0, -1.0, kNone64})
    EXPECT_THAT(told({factor_row("none", speed, Output::nox, 1e-6)}), HasSubstr("not above 0: left out"));
  EXPECT_THAT(told({factor_row("none", 200, Output::nox, 1e-6)}), HasSubstr("does not rise within 0 … 400"));
  EXPECT_THAT(told({factor_row("none", 10, Output::nox, -1e-6)}), HasSubstr("0 emission_factor 'none'"));
  EXPECT_THAT(told({factor_row("none", 10, Output::nox, 2e0)}), HasSubstr("is not within 0 … 1e6: left out"));
}

}  // namespace
}  // namespace conurb::transport::emissions
