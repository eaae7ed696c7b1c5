// SPDX-License-Identifier: Apache-2.0
// What the room draws of the probes, from their declarations alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/scene/layer_drawing.hpp"
#include "engine/scene/layer_movers.hpp"
#include "engine/scene/layer_raster.hpp"
#include "engine/scene/layer_sizes.hpp"
#include "engine/scene/legend.hpp"
#include "engine/scene/mover_mesh.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace conurb::probes {
namespace {

class ProbeLayers : public testing::Test {
 protected:
  ProbeLayers() {
    std::vector<host::PluginCode> plugins = load_probes();
    const std::vector<const host::Manifest*> manifests = host::manifests_of(plugins);
    const std::vector<host::PluginCode> kept = plugins;
    branch_ = make_branch(machine_, small_size(), std::move(plugins), minutes(3));
    while (!branch_->at_end()) branch_->advance();
    layers_ = scene::layers_of(branch_->city(), manifests, &left_out_);
  }
  [[nodiscard]] scene::Scale scale_of(const scene::LayerSpec& layer) const {
    const city::City* cities[] = {&branch_->city()};
    return scene::scale_of(layer, cities, units_);
  }

  Machine machine_{2};
  UnitSystem units_;
  std::unique_ptr<sim::Branch> branch_;
  std::vector<std::string> left_out_;
  std::vector<scene::LayerSpec> layers_;
};

TEST_F(ProbeLayers, EveryOneThatIsDeclaredCanBeShown) {
  EXPECT_TRUE(left_out_.empty()) << left_out_.front();
  EXPECT_EQ(scene::find_layer(layers_, "occupancy").source, "Probe: particles 1.0.0");
}

TEST_F(ProbeLayers, VehiclesAreOnTheirLinks) {
  const city::City& city = branch_->city();
  const scene::LayerSpec& layer = scene::find_layer(layers_, "particles.vehicles");
  const scene::ObjectNumbers numbers(city);
  const auto movers = scene::movers_at(city, layer, numbers, {}, branch_->time());
  EXPECT_EQ(static_cast<std::int64_t>(movers.size()), city.table("vehicle").alive_rows());
  const auto links = city.table("vehicle").column("link").values<std::int32_t>();
  const auto shapes = city.table("road_link").column("shape").values<double>();
  std::int64_t between = 0;
  for (const scene::Mover& mover : movers) {
    const auto at = static_cast<std::size_t>(links[static_cast<std::size_t>(mover.row)]) * 4;
    const double ax = shapes[at], ay = shapes[at + 1], bx = shapes[at + 2], by = shapes[at + 3];
    const double whole = std::hypot(bx - ax, by - ay);
    const double gone = std::hypot(mover.position[0] - ax, mover.position[1] - ay);
    const double left = std::hypot(bx - mover.position[0], by - mover.position[1]);
    ASSERT_NEAR(gone + left, whole, 1e-6);
    between += gone > 1 && left > 1 ? 1 : 0;
  }
  EXPECT_GT(between, 10) << "some are under way";
  const auto colours = scene::colours_of(city, layer, scale_of(layer), numbers);
  EXPECT_GT(scene::count_looks(colours.texels)[static_cast<std::size_t>(scene::Look::value)], 100);
}

TEST_F(ProbeLayers, RoadsAreAsWideAsTheyAreFull) {
  const city::City& city = branch_->city();
  const scene::LayerSpec& layer = scene::find_layer(layers_, "occupancy");
  const city::City* cities[] = {&city};
  const auto width = scene::size_scale_of(layer, "occupancy", cities, units_);
  const auto widths = scene::widths_of(city, layer, width);
  const auto occupancy = city.table("road_link").column("occupancy").values<std::int32_t>();
  for (std::size_t row = 0; row < widths.size(); ++row)
    EXPECT_NEAR(widths[row], std::min(occupancy[row] / width.top, 1.0), 1e-6);
}

TEST_F(ProbeLayers, WaterLiesOnTheGround) {
  const city::City& city = branch_->city();
  const scene::LayerSpec& layer = scene::find_layer(layers_, "depth");
  EXPECT_EQ(layer.id, "raster.depth");
  const scene::Scale scale = scale_of(layer);
  EXPECT_NEAR(scale.high, 0.5, 1e-9) << "50 cm";
  const auto drape = scene::raster_of(city, layer, scale, units_);
  const city::GridSpec& grid = city.table("surface").spec().grid;
  ASSERT_EQ(drape.picture.width, grid.width);
  ASSERT_EQ(drape.heights.size(), static_cast<std::size_t>(grid.width * grid.height));
  EXPECT_GT(*std::max_element(drape.heights.begin(), drape.heights.end()), 0.01F);
  const scene::Legend legend = scene::legend_of(city, layer, scale, Zone::utc(), {});
  EXPECT_EQ(legend.unit, "cm");
  EXPECT_EQ(legend.ticks.back().text, "50");
}

TEST_F(ProbeLayers, EachIsDrawnAsItsDeclarationSays) {
  const city::City& city = branch_->city();
  const scene::ObjectNumbers numbers(city);
  const auto heights = std::make_shared<const scene::GroundHeights>(city);
  const auto draw = [&](const char* id) {
    const scene::LayerSpec& layer = scene::find_layer(layers_, id);
    return scene::draw_layer(city, layer, scale_of(layer), numbers, heights, units_, Zone::utc());
  };
  const scene::LayerDrawing roads = draw("occupancy"), water = draw("depth"),
                            vehicles = draw("particles.vehicles");
  EXPECT_EQ(roads.body, scene::LayerBody::ribbons);
  ASSERT_NE(roads.source, nullptr);
  EXPECT_GE(roads.source->make(0, 0).mesh.triangles(), 2 * 100u);
  EXPECT_EQ(roads.legend.sizes.size(), 1u);
  ASSERT_TRUE(water.raster);
  EXPECT_EQ(water.body, scene::LayerBody::none);
  EXPECT_EQ(vehicles.body, scene::LayerBody::movers);
  const scene::LayerDrawing currents = draw("newton.current"), voltages = draw("newton.voltage");
  EXPECT_TRUE(currents.arrows);
  EXPECT_GT(currents.source->make(0, 0).mesh.triangles(), 100u);
  EXPECT_EQ(voltages.body, scene::LayerBody::marks);
  const auto movers = scene::movers_at(city, scene::find_layer(layers_, "particles.vehicles"), numbers,
                                       heights->terrain(), branch_->time());
  EXPECT_EQ(scene::make_movers(movers).triangles(), 20 * movers.size());
}

TEST_F(ProbeLayers, CurrentsPointTheWayTheyFlow) {
  const city::City& city = branch_->city();
  const scene::LayerSpec& layer = scene::find_layer(layers_, "newton.current");
  const auto signs = scene::arrows_of(city, layer);
  const auto current = city.table("line").column("current").values<double>();
  ASSERT_EQ(static_cast<std::int64_t>(signs.size()), city.table("line").rows());
  for (std::size_t row = 0; row < signs.size(); ++row) EXPECT_GE(signs[row] * current[row], 0);
  EXPECT_GT(std::count(signs.begin(), signs.end(), 1), 10);
  EXPECT_GT(std::count(signs.begin(), signs.end(), -1), 10);
}

TEST_F(ProbeLayers, EveryBusIsAMark) {
  const city::City& city = branch_->city();
  const scene::LayerSpec& layer = scene::find_layer(layers_, "newton.voltage");
  const scene::ObjectNumbers numbers(city);
  const auto glyphs = scene::glyphs_of(city, layer, {}, numbers, {});
  EXPECT_EQ(static_cast<std::int64_t>(glyphs.size()), city.table("bus").alive_rows());
  const scene::Scale scale = scale_of(layer);
  EXPECT_EQ(scale.class_of(8100), 2U) << "breaks in kV, values in V";
  const auto colours = scene::colours_of(city, layer, scale, numbers);
  scene::LegendFacts facts;
  facts.texels = colours.texels;
  EXPECT_EQ(scene::legend_of(city, layer, scale, Zone::utc(), facts).classes[1].text, "5 \u2013 8");
}

}  // namespace
}  // namespace conurb::probes
