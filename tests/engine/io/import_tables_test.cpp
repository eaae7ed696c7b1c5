// SPDX-License-Identifier: Apache-2.0
// Tables of a plugin's file come into a city, and come again.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "engine/base/error.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {
namespace {

using conurb::test::expect_error;
using ::testing::ElementsAre;

city::ColumnSpec plain(const std::string& name, city::Scalar scalar, const std::string& unit = "") {
  city::ColumnSpec spec;
  spec.name = name;
  spec.scalar = scalar;
  spec.unit = unit;
  spec.nullable = scalar == city::Scalar::text || scalar == city::Scalar::ref || scalar == city::Scalar::f64;
  return spec;
}

city::ColumnSpec outline() {
  city::ColumnSpec shape = plain("shape", city::Scalar::f64, "m");
  shape.nullable = false;
  shape.list = true;
  return shape;
}

/// Poles and the wires between neighbours, as a file names them.
city::ReadTables poles(const std::vector<std::pair<std::string, double>>& heights) {
  city::TableSpec pole, wire;
  pole.name = "pole";
  pole.shape = city::Shape::point;
  pole.columns = {plain("height", city::Scalar::f64, "m"), plain("kind", city::Scalar::text), outline()};
  wire.name = "wire";
  wire.columns = {plain("from", city::Scalar::ref), plain("to", city::Scalar::ref),
                  plain("closed", city::Scalar::u8, "1")};
  wire.columns[0].refers_to = wire.columns[1].refers_to = "pole";
  city::ReadTables read;
  read.city.set_place({"EPSG:25832", "", 500'000, 5'700'000, 0, "UTC"});
  const std::size_t p = read.city.add_table(pole), w = read.city.add_table(wire);
  const auto count = static_cast<std::int64_t>(heights.size());
  city::Table& table = read.city.edit(p);
  table.insert(count, 0);
  read.names.resize(2);
  std::vector<double> places;
  std::vector<std::int64_t> offsets{0};
  for (std::size_t i = 0; i < heights.size(); ++i) {
    table.column("height").modify<double>()[i] = heights[i].second;
    table.column("kind").modify<std::int32_t>()[i] = table.column("kind").intern(i == 0 ? "steel" : "wood");
    read.names[p].push_back(heights[i].first);
    places.insert(places.end(), {heights[i].second, 1});
    offsets.push_back(static_cast<std::int64_t>(places.size()));
  }
  table.column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(places.data()));
  city::Table& wires = read.city.edit(w);
  wires.insert(std::max<std::int64_t>(count - 1, 0), 0);
  for (std::int32_t i = 0; i + 1 < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    wires.column("from").modify<std::int32_t>()[at] = i;
    wires.column("to").modify<std::int32_t>()[at] = i + 1;
    wires.column("closed").modify<std::uint8_t>()[at] = 1;
  }
  for (const std::size_t t : {p, w}) {
    for (std::size_t c = 0; c < read.city.table(t).column_count(); ++c) {
      const std::string& name = read.city.table(t).column(c).spec().name;
      if (name != "id" && name != "alive") read.columns.push_back({t, c});
    }
  }
  return read;
}

class TablesImported : public testing::Test {
 protected:
  ImportResult bring(city::ReadTables read) {
    CityImport import(base_, known_, test_options(jobs_));
    store::SourceRecord record;
    record.name = "poles";
    import.add(std::move(read), "List of poles", std::move(record));
    ImportResult result = import.finish();
    base_ = result.city;
    known_.rows["poles"] = result.sources[0].rows;
    return result;
  }
  [[nodiscard]] std::map<std::string, double> heights() const {
    const city::Table& table = base_.table("pole");
    std::map<std::string, double> found;
    for (const store::Identity& each : known_.rows.at("poles").at("pole")) {
      const std::int64_t row = each.id == 0 ? -1 : table.row_of(each.id);
      if (row >= 0 && table.alive()[static_cast<std::size_t>(row)] != 0)
        found[each.external] = table.column("height").values<double>()[static_cast<std::size_t>(row)];
    }
    return found;
  }

  Jobs jobs_{1};
  city::City base_;
  KnownImports known_;
};

TEST_F(TablesImported, BringRowsValuesTextsReferencesAndOutlines) {
  const ImportResult result = bring(poles({{"a", 7}, {"b", 8}, {"c", 9}}));
  EXPECT_EQ(result.sources[0].inserted.at("pole"), 3);
  EXPECT_EQ(result.sources[0].inserted.at("wire"), 2);
  EXPECT_EQ(result.sources[0].format, "List of poles");
  EXPECT_EQ(base_.place().crs, "EPSG:25832");
  const city::Table& table = base_.table("pole");
  EXPECT_EQ(std::get<std::string>(table.column("kind").get(1)), "wood");
  EXPECT_EQ(table.column("shape").values<double>()[4], 9);
  EXPECT_EQ(base_.table("wire").column("to").values<std::int32_t>()[1], 2);
}

TEST_F(TablesImported, AreKnownAgainByTheirNames) {
  bring(poles({{"a", 7}, {"b", 8}, {"c", 9}}));
  const ImportResult result = bring(poles({{"d", 4}, {"c", 10}, {"a", 7}}));
  EXPECT_THAT(heights(), ElementsAre(std::pair("a", 7.0), std::pair("c", 10.0), std::pair("d", 4.0)));
  EXPECT_EQ(result.sources[0].inserted.at("pole"), 1);
  EXPECT_EQ(result.sources[0].updated.at("pole"), 2);
  EXPECT_EQ(result.sources[0].retired.at("pole"), 1);
  // The first wire goes from d, a new row, to c, the third of old.
  const city::Table& wires = base_.table("wire");
  EXPECT_EQ(wires.rows(), 2) << "wires have no names and are known by their numbers";
  EXPECT_EQ(wires.column("from").values<std::int32_t>()[0], 3);
  EXPECT_EQ(wires.column("to").values<std::int32_t>()[0], 2);
  EXPECT_EQ(wires.column("to").values<std::int32_t>()[1], 0);
  const city::Table& table = base_.table("pole");
  const auto shapes = table.column("shape");
  EXPECT_EQ(shapes.values<double>()[static_cast<std::size_t>(shapes.offsets()[3])], 4) << "of d";
  EXPECT_EQ(shapes.values<double>()[static_cast<std::size_t>(shapes.offsets()[1])], 8)
      << "of b, which has gone";
}

TEST_F(TablesImported, ThatAreEmptyNowHaveTheirRowsRetired) {
  bring(poles({{"a", 7}, {"b", 8}}));
  const ImportResult result = bring(poles({{"a", 7}}));
  EXPECT_EQ(result.sources[0].retired.at("wire"), 1);
}

TEST_F(TablesImported, TellRowsWithoutANameFromOnesThatAreCalledLikeANumber) {
  const ImportResult result = bring(poles({{"#2", 7}, {"", 8}}));
  EXPECT_EQ(result.sources[0].inserted.at("pole"), 2);
  EXPECT_THAT(heights(), ElementsAre(std::pair("##2", 8.0), std::pair("#2", 7.0)));
}

TEST_F(TablesImported, KeepWhatPeopleEdited) {
  bring(poles({{"a", 7}, {"b", 8}}));
  city::Table& table = base_.edit("pole");
  table.column("height").modify<double>()[0] = 70;
  table.mark_changed(table.index_of("height"));
  known_.edited.add("pole", "height", table.ids()[0]);
  known_.edited.sort();
  bring(poles({{"a", 7.5}, {"b", 8.5}}));
  EXPECT_THAT(heights(), ElementsAre(std::pair("a", 70.0), std::pair("b", 8.5)));
}

TEST_F(TablesImported, BringNoBuildings) {
  city::ReadTables read;
  city::TableSpec building;
  building.name = "building";
  read.city.edit(read.city.add_table(building)).insert(1, 0);
  expect_error(ErrorCode::plugin_fault, "rows of building", [&] { (void)bring(std::move(read)); });
}

}  // namespace
}  // namespace conurb::io
