// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {
namespace {

class ImportCsv : public testing::Test {
 protected:
  /// Three buildings, then the table joined to them.
  ImportResult join(const std::string& csv, const std::string& table = "building",
                    const std::string& key = "object_id") {
    ModelText text;
    text.add_box("a", {}, R"("owner":"x")");
    text.add_box("b", {50, 0, 0, 10, 10, 10});
    text.add_box("c", {90, 0, 0, 10, 10, 10});
    CityImport import(city::City(), {}, test_options(jobs_));
    import.add(text.model(), named("city"));
    import.join(read_csv(std::span(csv.data(), csv.size()), "table.csv"), table, key, units_,
                named("table.csv"));
    return import.finish();
  }

  Jobs jobs_{1};
  UnitSystem units_;
};

TEST_F(ImportCsv, ColumnsOfTheTableAreFilledInItsUnits) {
  const ImportResult result = join("id,height [cm],infiltration_rate [h-1],owner\na,1250,0.36,y\nb,,3.6,\n");
  EXPECT_EQ(number(result.city, "building", "a", "height"), 12.5);  // what a file says is not derived over
  EXPECT_NEAR(number(result.city, "building", "b", "height"), 10, 1e-3);
  EXPECT_NEAR(number(result.city, "building", "a", "infiltration_rate"), 1e-4, 1e-10);
  EXPECT_EQ(cell(result.city, "building", "a", "owner"), city::Value("y"));
  EXPECT_EQ(cell(result.city, "building", "b", "owner"), city::Value());
  EXPECT_TRUE(std::isnan(number(result.city, "building", "c", "infiltration_rate")));
}

TEST_F(ImportCsv, OtherColumnsBecomeColumnsOfTheirOwn) {
  const ImportResult result = join("object_id;gas use [kWh];Energy Label\na;1000,5;B\nc;2;C\n");
  EXPECT_EQ(number(result.city, "building", "a", "gas_use"), 1000.5);
  EXPECT_EQ(result.city.table("building").column("gas_use").spec().unit, "kWh");
  EXPECT_EQ(cell(result.city, "building", "c", "energy_label"), city::Value("C"));
  EXPECT_EQ(cell(result.city, "building", "b", "energy_label"), city::Value());
}

TEST_F(ImportCsv, UnknownIdsAndValuesOutOfRangeAreCounted) {
  const ImportResult result = join("id,window_ratio [%]\na,30\nb,130\nx,20\ny,20\n");
  EXPECT_NEAR(number(result.city, "building", "a", "window_ratio"), 0.3, 1e-7);
  EXPECT_TRUE(std::isnan(number(result.city, "building", "b", "window_ratio")));
  EXPECT_EQ(count_findings(result, "csv.unknown_id"), 2);
  EXPECT_EQ(count_findings(result, "csv.range"), 1);
}

TEST_F(ImportCsv, ANameThatTheFileKeepsIsRefusedWithAnother) {
  for (const char* name : {"id", "alive", "shape", "fid", "geom", "rowid", "conurb_kind"}) {
    try {
      (void)join(fmt::format("object_id,{}\na,1\n", name));
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_NE(error.remedy().find(fmt::format("{}_source", name)), std::string::npos) << error.what();
    }
  }
}

TEST_F(ImportCsv, ATableThatFitsNothingIsRefused) {
  EXPECT_THROW(join("id,height\nx,1\ny,2\n"), Error);
  EXPECT_THROW(join("id,height [kg]\na,1\n"), Error);
  EXPECT_THROW(join("id,height\na,tall\n"), Error);
  EXPECT_THROW(join("id,height\na,1\n", "tower"), Error);
  EXPECT_THROW(join("id,height\na,1\n", "building", "height"), Error);
  EXPECT_THROW(join("id\na\n"), Error);
}

}  // namespace
}  // namespace conurb::io
