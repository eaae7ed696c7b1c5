// SPDX-License-Identifier: Apache-2.0
// A synthesis adds rows, values, outlines and solids, and loses nothing that is there.
#include "engine/host/synthesis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/schedule.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/host/fake_plugin.hpp"

namespace conurb::host {
namespace {

using conurb::test::expect_error;
using conurb::test::fake;
using conurb::test::World;
using sdk::Host;
using sdk::View;

// Tables 0 node and 1 house; columns 0 node.level (read), 1 node.label (fill), 2 house.height (fill),
// 3 house.shape (fill), 4 house.node (fill).
constexpr const char* kBody = R"(
  "tables": {"node": {}, "house": {"fills": true}},
  "columns": {
    "node.level": {"access": "read", "type": "f64", "unit": "m"},
    "node.label": {"access": "fill", "type": "text"},
    "house.height": {"access": "fill", "type": "f32", "unit": "m"},
    "house.shape": {"access": "fill", "type": "f64", "list": true, "unit": "m"},
    "house.node": {"access": "fill", "type": "ref", "refers_to": "node"}})";

city::ColumnSpec column(std::string name, city::Scalar scalar, std::string unit) {
  city::ColumnSpec spec;
  spec.name = std::move(name);
  spec.scalar = scalar;
  spec.unit = std::move(unit);
  spec.nullable = true;
  return spec;
}

/// What the engine itself knows: a table of houses, which no city of a test has yet.
std::vector<city::TableSpec> vocabulary() {
  city::TableSpec house;
  house.name = "house";
  house.shape = city::Shape::polygon;
  city::ColumnSpec node = column("node", city::Scalar::ref, "1");
  node.refers_to = "node";
  house.columns = {column("height", city::Scalar::f32, "m"), node};
  return {house};
}

/// A box of 10 x 10 x 3 m for each of `rows`.
class Boxes {
 public:
  explicit Boxes(std::vector<std::int64_t> rows) : rows_(std::move(rows)) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const double x = 20.0 * static_cast<double>(i);
      for (const double z : {0.0, 3.0}) {
        for (const auto& [dx, dy] : {std::pair{0.0, 0.0}, {10.0, 0.0}, {10.0, 10.0}, {0.0, 10.0}})
          xyz_.insert(xyz_.end(), {x + dx, dy, z});
      }
      first_vertex_.push_back(first_vertex_.back() + 8);
      add_surface(CONURB_SURFACE_GROUND, {0, 3, 2, 1});
      add_surface(CONURB_SURFACE_ROOF, {4, 5, 6, 7});
      for (std::int32_t k = 0; k < 4; ++k) {
        const std::int32_t next = (k + 1) % 4;
        add_surface(CONURB_SURFACE_WALL, {k, next, next + 4, k + 4});
      }
      first_surface_.push_back(static_cast<std::int64_t>(surface.size()));
    }
  }

  [[nodiscard]] conurb_solids c() const {
    return {sizeof(conurb_solids), static_cast<std::int64_t>(rows_.size()),
            rows_.data(),          first_vertex_.data(),
            xyz_.data(),           first_surface_.data(),
            surface.data(),        first_ring_.data(),
            first_corner_.data(),  corner.data()};
  }

  std::vector<std::int32_t> corner;
  std::vector<std::uint8_t> surface;

 private:
  void add_surface(std::uint8_t type, const std::array<std::int32_t, 4>& corners) {
    surface.push_back(type);
    corner.insert(corner.end(), corners.begin(), corners.end());
    first_corner_.push_back(static_cast<std::int64_t>(corner.size()));
    first_ring_.push_back(static_cast<std::int64_t>(first_ring_.size()));
  }

  std::vector<std::int64_t> rows_, first_vertex_{0}, first_surface_{0}, first_ring_{0}, first_corner_{0};
  std::vector<double> xyz_;
};

enum class Deed { good, changes, points_nowhere, not_finite, bad_corner, inserts_nodes, fails };

template <Deed deed>
struct Builder {
  explicit Builder(Host) {}
  static void synthesise(Host host, const View& view) {
    host.progress(0.5, "houses");
    const std::int64_t first = host.insert_rows(deed == Deed::inserts_nodes ? 0U : 1U, 2);
    const auto height = view.write<float>(2U);
    const auto node = view.write<std::int32_t>(4U);
    const auto label = view.write<std::int32_t>(1U);
    for (std::int64_t i = 0; i < 2; ++i) {
      const auto row = static_cast<std::size_t>(first + i);
      height[row] = static_cast<float>(view.read<double>(0U)[static_cast<std::size_t>(i)] +
                                       static_cast<double>(view.seed()));
      node[row] = static_cast<std::int32_t>(i);
    }
    label[2] = host.c()->code(host.c(), 1U, "filled");
    const std::array<std::int64_t, 3> offsets{0, 8, 8};
    const std::array<double, 8> square{0, 0, 10, 0, 10, 10, 0, 0};
    host.assign_lists(3U, std::span<const std::int64_t>(offsets), std::span<const double>(square));
    Boxes boxes({first, first + 1});
    if (deed == Deed::bad_corner) boxes.corner[3] = 8;
    host.add_solids(1U, "2.0", boxes.c());
    if (deed == Deed::changes) label[0] = label[2];
    if (deed == Deed::points_nowhere) node[0] = 4;
    if (deed == Deed::not_finite) height[1] = std::numeric_limits<float>::infinity();
    if (deed == Deed::fails) throw sdk::Failure(CONURB_BAD_DATA, "there is no street");
  }
};

class Synthesising : public testing::Test {
 protected:
  template <Deed deed>
  Synthesis run() {
    const PluginCode code = fake<Builder<deed>>("builder", kBody);
    city = conurb::test::city_of_nodes(4);
    city.set_place({"EPSG:25832", "", 500'000, 5'700'000, 0, "UTC"});
    conurb::test::set_cell(city, "node", "label", 0, std::string("was here"));
    const std::vector<const Manifest*> manifests{code.manifest.get()};
    declare(manifests, vocabulary(), city);
    return synthesise(code, world.environment, city, initial_parameters(*code.manifest), 2);
  }

  World world;
  city::City city;
};

TEST_F(Synthesising, AddsRowsValuesOutlinesAndSolids) {
  const Synthesis made = run<Deed::good>();
  const city::Table& houses = made.filled.city.table("house");
  EXPECT_EQ(houses.rows(), 2);
  EXPECT_EQ(city.table("house").rows(), 0) << "the base is left alone";
  EXPECT_FLOAT_EQ(houses.column("height").values<float>()[1], 3.0F);
  EXPECT_EQ(houses.column("shape").offsets()[1], 8);
  EXPECT_EQ(std::get<std::string>(made.filled.city.table("node").column("label").get(2)), "filled");
  EXPECT_EQ(made.filled.columns.size(), 4U);

  const city::GeometryStore& solids = made.filled.solids;
  solids.validate();
  ASSERT_EQ(solids.geometry_count(), 2U);
  EXPECT_EQ(solids.type(1), city::GeometryType::solid);
  EXPECT_EQ(solids.lod_text(1), "2.0");
  EXPECT_EQ(solids.owner(1), 1U);
  EXPECT_EQ(made.filled.rows[1].row, 1);
  EXPECT_EQ(solids.surfaces(1).size(), 6U);
  EXPECT_EQ(solids.semantic_types()[solids.surface_type(solids.surfaces(1).begin)], "GroundSurface");
  EXPECT_EQ(solids.world(8, solids.tile_of(1)), (city::Point3{500'020, 5'700'000, 0}));
}

TEST_F(Synthesising, IsRefusedWhereItChangesWhatIsThere) {
  expect_error(ErrorCode::plugin_fault, "changed what was there in row 0 of node.label",
               [this] { (void)run<Deed::changes>(); });
}

TEST_F(Synthesising, IsRefusedWhereAReferencePointsNowhere) {
  expect_error(ErrorCode::plugin_fault, "reference to nothing in row 0 of house.node",
               [this] { (void)run<Deed::points_nowhere>(); });
}

TEST_F(Synthesising, IsRefusedWhereAValueIsNotFinite) {
  expect_error(ErrorCode::plugin_fault, "not finite in row 1 of house.height",
               [this] { (void)run<Deed::not_finite>(); });
}

TEST_F(Synthesising, RefusesSolidsThatAreNone) {
  expect_error(ErrorCode::invalid_argument, "corner 8 is no vertex of its solid",
               [this] { (void)run<Deed::bad_corner>(); });
}

TEST_F(Synthesising, AddsRowsOnlyToWhatTheManifestFills) {
  expect_error(ErrorCode::conflict, "into one that it fills", [this] { (void)run<Deed::inserts_nodes>(); });
}

TEST_F(Synthesising, TellsWhyItFailed) {
  expect_error(ErrorCode::bad_data, "there is no street", [this] { (void)run<Deed::fails>(); });
}

TEST_F(Synthesising, AnswersNothingWithoutASynthesis) {
  const PluginCode idle = fake<conurb::test::Idle>("idle", "");
  EXPECT_FALSE(synthesises(idle));
  expect_error(ErrorCode::not_found, "fills nothing",
               [&] { (void)synthesise(idle, world.environment, city, {}, 1); });
}

TEST(TakingPart, LeavesOutWhatOnlySynthesises) {
  const std::vector<PluginCode> codes{fake<conurb::test::Idle>("idle", ""),
                                      fake<Builder<Deed::good>>("builder", kBody)};
  EXPECT_EQ(taking_part(codes, {}).size(), 1U);
  const std::vector<std::string> asked{"builder"};
  expect_error(ErrorCode::invalid_argument, "takes no steps", [&] { (void)taking_part(codes, asked); });
}

}  // namespace
}  // namespace conurb::host
