// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/archetype.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "plugins/buildings/error.hpp"
#include "tests/plugins/buildings/fixtures.hpp"
#include "tests/validation.hpp"

namespace conurb::buildings {
namespace {

const std::string kHeader =
    "class,state,year_from,year_to,u_wall,u_roof,u_floor,u_window,g_window,window_share,thermal_bridge,"
    "infiltration,"
    "capacity\n";

/// A small complete table: one band for each class and state.
std::string small_table() {
  std::string text = kHeader;
  for (const char* c : {"residential", "non_residential"}) {
    for (const char* s : {"existing", "usual", "advanced"}) {
      text += std::string(c) + "," + s + ",0,9999,1.2,0.8,0.9,2.8,0.75,0.2,0.1,0.3,medium\n";
    }
  }
  return text;
}

std::string archetype_message(const std::string& text) {
  try {
    (void)ArchetypeTable::parse(text, "t.csv");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Archetypes, CoverEveryYearForEveryClassAndState) {
  const ArchetypeTable table = testing::shipped_archetypes();
  for (const BuildingClass c : {BuildingClass::residential, BuildingClass::non_residential}) {
    for (const Refurbishment s : {Refurbishment::existing, Refurbishment::usual, Refurbishment::advanced}) {
      for (int year = 1700; year < 2100; ++year) {
        const Archetype& a = table.find(c, s, year);
        EXPECT_EQ(a.building_class, c);
        EXPECT_EQ(a.state, s);
        EXPECT_LE(a.year_from, year);
        EXPECT_GE(a.year_to, year);
      }
    }
  }
  EXPECT_EQ(table.find(BuildingClass::residential, Refurbishment::existing, -500).year_from, 0);
  EXPECT_EQ(table.find(BuildingClass::residential, Refurbishment::existing, 20000).year_to, 9999);
}

TEST(Archetypes, InsulateBetterWithEveryStepOfRefurbishment) {
  const ArchetypeTable table = testing::shipped_archetypes();
  for (const BuildingClass c : {BuildingClass::residential, BuildingClass::non_residential}) {
    for (int year = 1850; year < 2030; year += 5) {
      const Archetype& existing = table.find(c, Refurbishment::existing, year);
      const Archetype& usual = table.find(c, Refurbishment::usual, year);
      const Archetype& advanced = table.find(c, Refurbishment::advanced, year);
      for (const auto field : {&Archetype::u_wall, &Archetype::u_roof, &Archetype::u_floor,
                               &Archetype::u_window, &Archetype::infiltration, &Archetype::thermal_bridge}) {
        EXPECT_GE(existing.*field, usual.*field) << year;
        EXPECT_GE(usual.*field, advanced.*field) << year;
      }
    }
  }
}

TEST(Archetypes, HoldTheMediansOfTheirSource) {
  const auto path = testing::shared_file("city3d/archetypes/tabula_de_dk_u_values.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  const auto source = testing::read_csv(path);
  const std::array<std::string, 3> states{"standard", "retrofit", "adv_retrofit"};
  const auto median_of_state = [&](const Archetype& a, const std::string& state, const std::string& element,
                                   std::size_t column) {
    std::vector<double> values;
    for (const auto& row : source) {
      const bool large = row[1] == "MFH" || row[1] == "AB";
      const bool fits =
          large || (a.building_class == BuildingClass::residential && (row[1] == "SFH" || row[1] == "TH"));
      if (row[0] != "DE" || !fits || row[4] != state || row[5] != "1" || row[6] != element) continue;
      const double middle = 0.5 * (std::stod(row[2]) + std::stod(row[3]));
      if (middle >= a.year_from && middle <= a.year_to) values.push_back(std::stod(row[column]));
    }
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    EXPECT_GT(n, 0u) << element << " " << a.year_from;
    return n == 0 ? 0.0 : 0.5 * (values[(n - 1) / 2] + values[n / 2]);
  };
  // No state is worse than the one before it: the least of the medians up to this state.
  const auto median = [&](const Archetype& a, const std::string& element, std::size_t column) {
    double least = median_of_state(a, states[0], element, column);
    for (std::size_t s = 1; s <= static_cast<std::size_t>(a.state); ++s) {
      least = std::min(least, median_of_state(a, states[s], element, column));
    }
    return least;
  };
  const ArchetypeTable table = testing::shipped_archetypes();
  for (const Archetype& a : table.rows()) {
    const double rounding = 0.00051;  // the table has three decimals
    EXPECT_NEAR(a.u_wall, median(a, "OuterWall", 7), rounding);
    EXPECT_NEAR(a.u_roof, median(a, "Rooftop", 7), rounding);
    EXPECT_NEAR(a.u_floor, median(a, "GroundFloor", 7), rounding);
    EXPECT_NEAR(a.u_window, median(a, "Window", 7), rounding);
    EXPECT_NEAR(a.g_window, median(a, "Window", 10), rounding);
  }
  validation::row("energy", {"TABULA, Germany: medians", validation::this_test(), "0.00051 (three decimals)",
                             validation::met()});
}

TEST(Archetypes, ReadATableWithItsColumnsInAnotherOrderAndWindowsLineEnds) {
  EXPECT_EQ(archetype_message(small_table()), "accepted");
  std::string windows = "\xEF\xBB\xBF# comment\r\n\r\n";
  for (const char c : small_table()) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(archetype_message(windows), "accepted");
}

TEST(Archetypes, NameTableLineAndColumnOfABadValue) {
  const std::string bad = archetype_message(testing::replaced(small_table(), "1.2,0.8", "1.2x,0.8"));
  EXPECT_NE(bad.find("t.csv, line 2"), std::string::npos) << bad;
  EXPECT_NE(bad.find("u_wall"), std::string::npos) << bad;
  EXPECT_NE(archetype_message(testing::replaced(small_table(), "1.2,0.8", "-1,0.8")).find("must lie in"),
            std::string::npos);
  EXPECT_NE(archetype_message(testing::replaced(small_table(), "1.2,0.8", "nan,0.8")).find("no number"),
            std::string::npos);
  EXPECT_NE(archetype_message(testing::replaced(small_table(), "medium", "fluffy")).find("very_light, light"),
            std::string::npos);
  EXPECT_NE(archetype_message(testing::replaced(small_table(), "residential,existing", "palace,existing"))
                .find("class"),
            std::string::npos);
}

TEST(Archetypes, RefuseTablesThatAreNotWhole) {
  EXPECT_NE(archetype_message("").find("no header"), std::string::npos);
  EXPECT_NE(archetype_message("# only a comment").find("no header"), std::string::npos);
  EXPECT_NE(archetype_message(kHeader).find("has no row for residential, existing"), std::string::npos);
  EXPECT_NE(archetype_message(testing::replaced(small_table(), ",u_roof", "")).find("'u_roof' is missing"),
            std::string::npos);
  EXPECT_NE(archetype_message(testing::replaced(small_table(), "u_roof", "u_attic"))
                .find("unknown column 'u_attic'"),
            std::string::npos);
  EXPECT_NE(archetype_message(testing::replaced(small_table(), "0.3,medium\n", "0.3\n")).find("12 fields"),
            std::string::npos);
  EXPECT_NE(archetype_message(testing::replaced(small_table(), "u_roof", "u_wall")).find("stands twice"),
            std::string::npos);
}

TEST(Archetypes, RefuseGapsAndOverlapsOfYears) {
  const std::string row = "residential,existing,0,9999,1.2,0.8,0.9,2.8,0.75,0.2,0.1,0.3,medium\n";
  const std::string rest = row.substr(row.find(",1.2"));
  const auto split = [&](const char* from, const char* to) {
    return testing::replaced(
        small_table(), row,
        std::string("residential,existing,0,") + from + rest + "residential,existing," + to + ",9999" + rest);
  };
  EXPECT_EQ(archetype_message(split("1949", "1950")), "accepted");
  EXPECT_NE(archetype_message(split("1949", "1960")).find("jump from 1949 to 1960"), std::string::npos);
  EXPECT_NE(archetype_message(split("1960", "1950")).find("jump from 1960 to 1950"), std::string::npos);
}

TEST(Archetypes, SurviveAnyTruncationAndAnyByte) {
  const std::string text = testing::read_text("assets/archetypes/buildings.csv");
  for (std::size_t n = 0; n < text.size(); n += 37) (void)archetype_message(text.substr(0, n));
  for (std::size_t n = 0; n < text.size(); n += 101) {
    std::string changed = text;
    changed[n] = static_cast<char>(n * 31);
    (void)archetype_message(changed);
  }
}

}  // namespace
}  // namespace conurb::buildings
