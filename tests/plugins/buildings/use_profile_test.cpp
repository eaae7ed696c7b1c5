// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/use_profile.hpp"

#include <gtest/gtest.h>

#include <string>

#include "plugins/buildings/error.hpp"
#include "tests/plugins/buildings/fixtures.hpp"

namespace conurb::buildings {
namespace {

std::string use_message(const std::string& text) {
  try {
    (void)UseTable::parse(text, "u.csv");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string shipped() {
  return testing::read_text("assets/archetypes/use_profiles.csv");
}

double annual_kwh(const UseProfile& profile, UseQuantity quantity) {
  double wh = 0;
  for (std::size_t h = 0; h < kDayHours; ++h) {
    wh += 261 * profile.at(quantity, DayType::weekday, h) + 52 * profile.at(quantity, DayType::saturday, h) +
          52 * profile.at(quantity, DayType::sunday, h);
  }
  return wh / 1000.0;
}

TEST(UseProfiles, HoldTheUsesThatACityHas) {
  const UseTable table = testing::shipped_profiles();
  for (const char* name : {"residential", "office", "retail", "school", "hospital", "hotel", "restaurant",
                           "sport", "industry", "warehouse"}) {
    EXPECT_EQ(table.profiles()[table.index(name)].name, name);
  }
  EXPECT_THROW((void)table.index("casino"), InputError);
}

TEST(UseProfiles, SumToThePlausibleYearOfADwelling) {
  const UseTable table = testing::shipped_profiles();
  const UseProfile& home = table.profiles()[table.index("residential")];
  EXPECT_NEAR(annual_kwh(home, UseQuantity::hot_water), 12.5, 0.1);  // as README.md states
  const double electricity =
      annual_kwh(home, UseQuantity::appliance_power) + annual_kwh(home, UseQuantity::lighting_power);
  EXPECT_GT(electricity, 15.0);
  EXPECT_LT(electricity, 35.0);
}

TEST(UseProfiles, NameWhatIsWrong) {
  EXPECT_EQ(use_message(shipped()), "accepted");
  EXPECT_NE(use_message(testing::replaced(shipped(), "weekday", "someday")).find("weekday, saturday, sunday"),
            std::string::npos);
  EXPECT_NE(
      use_message(testing::replaced(shipped(), "people_gain,W/m2", "people_gain,kW")).find("must be W/m2"),
      std::string::npos);
  EXPECT_NE(use_message(testing::replaced(shipped(), "people_gain", "dog_gain")).find("quantity is unknown"),
            std::string::npos);
  const std::string line = "office,sunday,hot_water,";
  std::string lacking = shipped();
  const std::size_t at = lacking.find(line);
  lacking.erase(at, lacking.find('\n', at) + 1 - at);
  EXPECT_NE(use_message(lacking).find("profile office lacks hot_water for sunday"), std::string::npos)
      << use_message(lacking);
  std::string twice = shipped();
  twice += twice.substr(twice.find(line), twice.find('\n', twice.find(line)) + 1 - twice.find(line));
  EXPECT_NE(use_message(twice).find("stands twice"), std::string::npos);
}

TEST(UseProfiles, RefuseCoolingBelowTheHeatingSetPoint) {
  const std::string cold = testing::replaced(shipped(), "residential,weekday,cooling_set_point,degC,26,26",
                                             "residential,weekday,cooling_set_point,degC,26,15");
  EXPECT_NE(use_message(cold).find("cools below its heating set-point on weekday in hour 1"),
            std::string::npos)
      << use_message(cold);
}

}  // namespace
}  // namespace conurb::buildings
