// SPDX-License-Identifier: Apache-2.0
#include "engine/room/inspector.hpp"

#include "engine/city/schema.hpp"
#include "engine/sim/run.hpp"
#include "engine/store/catalogue.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::room {
namespace {

using namespace conurb::test;          // NOLINT: a test file
using namespace std::chrono_literals;  // NOLINT

/// Two nodes and a road between them, a building, a source that says where its height is from.
class InspectorTest : public ::testing::Test {
 protected:
  InspectorTest() {
    city::City city;
    for (const city::TableSpec& table : city::read_schema("assets/schema")) city.add_table(table);
    city.set_place({.crs = "", .vertical_datum = "", .time_zone = "Europe/Zurich"});
    city.edit("building").insert(1, 0);
    set_cell(city, "building", "object_id", 0, "House 7");
    set_cell(city, "building", "year_of_construction", 0, 1968.0);
    set_cell(city, "building", "footprint_area", 0, 12345.0);
    city.edit("road_node").insert(2, 0);
    city.edit("road_link").insert(1, 0);
    set_cell(city, "road_link", "from", 0, std::int64_t{0});
    set_cell(city, "road_link", "to", 0, std::int64_t{1});
    store::CityFile file = store::CityFile::create(folder_.city());
    file.save(city);
    store::Catalogue catalogue(file);
    store::SourceRecord source;
    source.name = "cadastre";
    source.date = "2024-05-01";
    catalogue.put_provenance("building", "footprint_area", store::Provenance::measured,
                             catalogue.put_source(source));
  }
  static const InspectedValue& value(const Inspection& inspection, const std::string& column) {
    for (const InspectedGroup& group : inspection.groups) {
      for (const InspectedValue& each : group.values) {
        if (each.column == column) return each;
      }
    }
    throw Error(ErrorCode::not_found, column);
  }

  CityFolder folder_;
  Texts texts_{"assets/texts", "en"};
};

TEST_F(InspectorTest, a_row_is_told_with_units_and_where_its_values_come_from) {
  TwinRig twin(folder_.city(), 0, {});
  const Inspection house = inspect(*twin, "base", "building", 1, texts_);
  EXPECT_EQ(house.title, "House 7");
  EXPECT_EQ(house.subtitle, "Building");
  EXPECT_EQ(value(house, "year_of_construction").text, "1968");
  EXPECT_EQ(value(house, "year_of_construction").label, "Year of construction");
  const InspectedValue& area = value(house, "footprint_area");
  EXPECT_EQ(area.text, "12\u2009345");
  EXPECT_EQ(area.unit, "m\u00b2");
  EXPECT_EQ(area.provenance, store::Provenance::measured);
  EXPECT_EQ(area.source, "cadastre");
  EXPECT_EQ(area.source_date, "2024-05-01");
  EXPECT_TRUE(value(house, "height").null);
  EXPECT_EQ(value(house, "height").text, "no value");
  expect_error(ErrorCode::not_found, "99", [&] { (void)inspect(*twin, "base", "building", 99, texts_); });
  expect_error(ErrorCode::not_found, "castle", [&] { (void)inspect(*twin, "base", "castle", 1, texts_); });
}

TEST_F(InspectorTest, neighbours_are_told_both_ways_and_not_without_end) {
  TwinRig twin(folder_.city(), 0, {});
  const Inspection link = inspect(*twin, "base", "road_link", 1, texts_);
  ASSERT_THAT(link.neighbours, SizeIs(2));
  EXPECT_EQ(link.neighbours[1].relation, "To");
  EXPECT_EQ(link.neighbours[1].table, "road_node");
  EXPECT_EQ(link.neighbours[1].id, 2);
  EXPECT_FALSE(link.neighbours[1].inward);
  const Inspection node = inspect(*twin, "base", "road_node", 2, texts_);
  ASSERT_THAT(node.neighbours, SizeIs(1));
  EXPECT_TRUE(node.neighbours[0].inward);
  EXPECT_EQ(node.neighbours[0].table, "road_link");
  InspectOptions few;
  few.most_neighbours = 1;
  EXPECT_TRUE(inspect(*twin, "base", "road_link", 1, texts_, few).more_neighbours);
}

TEST(Inspector, shows_results_as_they_were_recorded_and_what_is_pinned) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  sim::SetCommand pin = set_level({3}, 1.0);
  pin.column = "rate";
  pin.values = {7.0};
  rig.simulation.execute("base", {pin});
  rig.run("base", 30);
  rig.settle();
  const Texts texts("assets/texts", "en");
  Inspection node =
      rig.simulation.ask([&](sim::Twin& twin) { return inspect(twin, "base", "node", 3, texts); }).get();
  const std::int64_t run = rig.branch("base").run;
  for (int i = 0; i < 3; ++i) {
    show_recorded(node, rig.history, run, Time{10 * kHour.us}, texts);
    ASSERT_TRUE(rig.history.settle(20s));
  }
  show_recorded(node, rig.history, run, Time{10 * kHour.us}, texts);
  ASSERT_THAT(node.groups, SizeIs(3));  // what it is, inputs, the tank's results
  EXPECT_EQ(node.groups.back().title, "tank");
  const InspectedValue& volume = node.groups.back().values.at(0);
  EXPECT_EQ(volume.unit, "L");
  EXPECT_EQ(volume.text, "10\u2009055") << "10 h at a level of 1 m and its small count";
  const InspectedValue& rate = node.groups.back().values.at(1);
  EXPECT_TRUE(rate.pinned);
  EXPECT_EQ(rate.text, "7");
}

}  // namespace
}  // namespace conurb::room
