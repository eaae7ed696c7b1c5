// SPDX-License-Identifier: Apache-2.0
#include "engine/io/footprint_blocks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/city/geometry_measure.hpp"
#include "engine/city/geometry_store.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {
namespace {

class FootprintBlocks : public ::testing::Test {
 protected:
  FootprintBlocks() : vocabulary_(test_vocabulary()) {
    city_.set_place({"EPSG:28992", "", 85000, 446000, 2});
  }

  /// A city of buildings with these outlines, all of one height on ground of 5 m.
  void build(const std::vector<std::vector<double>>& shapes, float height) {
    for (city::TableSpec spec : vocabulary_) {
      if (spec.name != "building") continue;
      std::erase_if(spec.columns, [](const city::ColumnSpec& each) { return !each.refers_to.empty(); });
      city_.add_table(spec);
    }
    city::Table& table = city_.edit("building");
    table.insert(static_cast<std::int64_t>(shapes.size()), 0);
    std::vector<std::int64_t> offsets{0};
    std::vector<double> all;
    for (const auto& shape : shapes) {
      all.insert(all.end(), shape.begin(), shape.end());
      offsets.push_back(static_cast<std::int64_t>(all.size()));
    }
    table.column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(all.data()));
    for (std::size_t row = 0; row < shapes.size(); ++row) {
      table.column("height").modify<float>()[row] = height;
      table.column("ground_height").modify<float>()[row] = 5;
    }
  }
  [[nodiscard]] city::GeometryMeasure measure(std::uint32_t geometry) const {
    return city::measure_geometry(*city_.geometry(), geometry);
  }

  std::vector<city::TableSpec> vocabulary_;
  city::City city_;
};

const std::vector<double> kCourtyard{0, 0, 20, 0,  20, 20, 0,  20, 0, 0,  //
                                     5, 5, 5,  15, 15, 15, 15, 5,  5, 5};
const std::vector<double> kTwoParts{100, 0, 110, 0, 110, 10, 100, 10, 100, 0,  //
                                    120, 0, 130, 0, 130, 10, 120, 10, 120, 0};

TEST_F(FootprintBlocks, outlines_become_solids_of_their_height) {
  build({kCourtyard, kTwoParts}, 9);
  EXPECT_EQ(add_blocks(city_, vocabulary_), 2);
  city_.validate();
  city_.geometry()->validate();
  EXPECT_EQ(city_.geometry()->type(0), city::GeometryType::solid);
  EXPECT_EQ(city_.geometry()->lod_text(0), "1");
  EXPECT_EQ(city_.geometry()->type(1), city::GeometryType::multi_solid);
  EXPECT_NEAR(measure(0).volume, 300 * 9, 1e-6);
  EXPECT_NEAR(measure(1).volume, 200 * 9, 1e-6);
  EXPECT_EQ(measure(0).closed_shells, 1u);
  EXPECT_EQ(measure(1).closed_shells, 2u);
  EXPECT_EQ(city_.table("building").column("object").get(1), city::Value(std::int64_t{1}));
  EXPECT_EQ(city_.table("city_object").column("object_id").get(0), city::Value("building-1"));
  // From the ground, in the CRS.
  const auto corner = city_.geometry()->world(0, city_.geometry()->tile_of(0));
  EXPECT_EQ(corner[0], 85000);
  EXPECT_EQ(corner[2], 5);
}

TEST_F(FootprintBlocks, what_has_no_height_no_area_or_a_model_gets_none) {
  build({kCourtyard, {0, 0, 0.0001, 0, 0.0001, 0.0001, 0, 0}}, 9);
  EXPECT_EQ(add_blocks(city_, vocabulary_), 1);
  EXPECT_EQ(add_blocks(city_, vocabulary_), 0);  // it has a model now; of the other nothing is left
  city::City flat;
  EXPECT_EQ(add_blocks(flat, vocabulary_), 0);
}

}  // namespace
}  // namespace conurb::io
