// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emissions/emission_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/transport/emissions/default_fleet.hpp"
#include "plugins/transport/emissions/emission_model.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport::emissions {
namespace {

using ::testing::HasSubstr;

std::string told_of(EmissionCatalogue& catalogue, const std::string& text) {
  FindingList findings;
  read_emission_table(catalogue, text, "t.csv", findings);
  std::string out;
  for (const Finding& finding : findings.take()) out += finding.object + ": " + finding.text + "\n";
  return out;
}

std::string table_refusal(const std::string& text) {
  EmissionCatalogue catalogue = default_catalogue();
  try {
    told_of(catalogue, text);
  } catch (const InputError& error) {
    EXPECT_TRUE(catalogue.tables.empty());
    EXPECT_EQ(catalogue.rows(), default_catalogue().rows());
    return error.what();
  }
  return "nothing is refused";
}

TEST(EmissionTables, SpeedTablesAreSortedAndReplaceOlderOnes) {
  EmissionCatalogue catalogue = default_catalogue();
  const std::string text =
      "\xEF\xBB\xBF"
      "class,pollutant,speed_kmh,per_km,source\n"
      "car_diesel_euro5,nox,50,0.7,a\nfleet_bus,co2,20,1200,\ncar_diesel_euro5,nox,20,1.1,\n";
  EXPECT_EQ(told_of(catalogue, text),
            "speed table 'fleet_bus' co2: has a single speed: below it amounts per hour are constant\n");
  ASSERT_EQ(catalogue.tables.size(), 2U);
  EXPECT_EQ(catalogue.tables[0].row, catalogue.find("car_diesel_euro5"));
  EXPECT_EQ(catalogue.tables[0].speeds_kmh, (std::vector<double>{20, 50}));
  EXPECT_EQ(catalogue.tables[0].per_km, (std::vector<double>{1.1, 0.7}));
  told_of(catalogue, "class,pollutant,speed_kmh,per_km\ncar_diesel_euro5,nox,30,0.5\n");
  ASSERT_EQ(catalogue.tables.size(), 2U);
  EXPECT_EQ(catalogue.tables[1].per_km, std::vector<double>{0.5});
}

TEST(EmissionTables, ClassesAreChangedAndMade) {
  EmissionCatalogue catalogue = default_catalogue();
  told_of(catalogue, "class,pollutant,speed_kmh,per_km\nfleet_bus,co2,20,1200\n");
  const std::string text =
      "class,like,carrier,mass_kg,nox_g_mj,colour\n"
      "car_diesel_euro5,,,1700,,red\nminibus,van_diesel_euro6,cng,3500,0.01,\n";
  EXPECT_EQ(told_of(catalogue, text),
            "emission class 'minibus': is new: a mix is to name it where it is to count\n"
            "column 'colour': is not known: passed over\n");
  const EmissionClass& changed = catalogue.classes[at(catalogue.find("car_diesel_euro5"))];
  EXPECT_EQ(changed.mass, 1700);
  EXPECT_EQ(changed.nox, 0.412);
  const EmissionClass& made = catalogue.classes[at(catalogue.find("minibus"))];
  EXPECT_EQ(made.carrier, Carrier::cng);
  EXPECT_EQ(made.mass, 3500);
  EXPECT_EQ(made.drag_area, 1.35);
  EXPECT_EQ(catalogue.tables[0].row, catalogue.find("fleet_bus")) << "mixes come after the new class";
}

TEST(EmissionTables, MixesAreReplacedAndMade) {
  EmissionCatalogue catalogue = default_catalogue();
  const std::string text =
      "mix,class,share\nfleet_bus,bus_battery,1\nshuttles,van_battery,3\nshuttles,van_diesel_euro6,1\n";
  EXPECT_EQ(told_of(catalogue, text), "mix 'shuttles': has shares of another sum than 1: scaled\n");
  const EmissionModel model(catalogue);
  const Passage passage{.length = 300, .free_speed = 14, .time = 60};
  EXPECT_EQ(model.passage(catalogue.find("fleet_bus"), passage),
            model.passage(catalogue.find("bus_battery"), passage));
  EXPECT_NEAR(model.passage(catalogue.find("shuttles"), passage)[place_of(Output::nox)],
              0.25 * model.passage(catalogue.find("van_diesel_euro6"), passage)[place_of(Output::nox)],
              1e-12);
}

TEST(EmissionTables, LeapsAreTold) {
  EmissionCatalogue catalogue = default_catalogue();
  EXPECT_THAT(told_of(catalogue, "class,pollutant,speed_kmh,per_km\nnone,nox,20,1\nnone,nox,30,0.01\n"),
              HasSubstr("leaps by more than ten times"));
}

TEST(EmissionTables, BadTablesAreRefusedWithTheirLine) {
  const std::string speed = "class,pollutant,speed_kmh,per_km\n";
  EXPECT_THAT(table_refusal(""), HasSubstr("t.csv: is empty"));
  EXPECT_THAT(table_refusal("class,pollutant,per_km\n"), HasSubstr("no column 'speed_kmh'"));
  EXPECT_THAT(table_refusal(speed), HasSubstr("has no row"));
  EXPECT_THAT(table_refusal(speed + "car_battery,nox,10,1\nvan,nox,10,1\n"),
              HasSubstr("t.csv:3: there is no class or mix 'van'"));
  EXPECT_THAT(table_refusal(speed + "none,lead,10,1\n"),
              HasSubstr("t.csv:2: pollutant 'lead' is not known; known are fuel_energy"));
  EXPECT_THAT(table_refusal(speed + "none,nox,ten,1\n"), HasSubstr("t.csv:2: speed_kmh is 'ten', no number"));
  EXPECT_THAT(table_refusal(speed + "none,nox,,1\n"), HasSubstr("speed_kmh is empty"));
  EXPECT_THAT(table_refusal(speed + "none,nox,0,1\n"), HasSubstr("speed_kmh is 0, not within 0.1 … 400"));
  EXPECT_THAT(table_refusal(speed + "none,nox,10,-1\n"), HasSubstr("per_km is -1, not within 0"));
  EXPECT_THAT(table_refusal(speed + "none,nox,10,1\nnone,nox,10,2\n"),
              HasSubstr("t.csv:3: speed 10 of nox of 'none' is told twice"));
  EXPECT_THAT(table_refusal("class,mass_kg\nlorry,10\n"),
              HasSubstr("t.csv:2: class 'lorry' is new; name in column like"));
  EXPECT_THAT(table_refusal("class,like\nlorry,fleet_bus\n"),
              HasSubstr("like is 'fleet_bus', which is no class"));
  EXPECT_THAT(table_refusal("class,mass_kg\nfleet_bus,10\n"), HasSubstr("is the name of a mix"));
  EXPECT_THAT(table_refusal("class,mass_kg\nnone,0\n"), HasSubstr("t.csv:2: mass_kg is 0, not within 1"));
  EXPECT_THAT(table_refusal("class,carrier\nnone,coal\n"), HasSubstr("carrier 'coal' is not known"));
  EXPECT_THAT(table_refusal("class,mass_kg\nnone,1\nnone,2\n"),
              HasSubstr("t.csv:3: class 'none' is told twice"));
  EXPECT_THAT(table_refusal("mix,class,share\nm,fleet_bus,1\n"),
              HasSubstr("t.csv:2: there is no class 'fleet_bus'"));
  EXPECT_THAT(table_refusal("mix,class,share\nnone,none,1\n"), HasSubstr("'none' is the name of a class"));
  EXPECT_THAT(table_refusal("mix,class,share\nm,none,-1\n"), HasSubstr("share is -1"));
  EXPECT_THAT(table_refusal("mix,class,share\nm,none,0\n"), HasSubstr("shares of 'm' are all 0"));
  EXPECT_THAT(table_refusal("mix,class,share\nm,none,1\nm,none,1\n"),
              HasSubstr("t.csv:3: 'none' is in 'm' twice"));
  EXPECT_THAT(table_refusal("mix,class,share\n\"m,none,1\n"), HasSubstr("a quote is not closed"));
}

}  // namespace
}  // namespace conurb::transport::emissions
