// SPDX-License-Identifier: Apache-2.0
#include "engine/host/services.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/schedule.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/host/fake_plugin.hpp"

namespace conurb::host {
namespace {

using conurb::test::city_of_nodes;
using conurb::test::fake;
using conurb::test::Stepper;
using conurb::test::World;
using sdk::Host;
using sdk::Step;
using sdk::View;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kNodeReader = R"("tables": {"node": {}}, "columns": {
  "node.level": {"access": "read", "type": "f64", "unit": "m"}})";

struct ServiceStage {
  ServiceStage(World& world, city::City from, PluginCode code) : city(std::move(from)) {
    const Manifest* manifest = code.manifest.get();
    declare({&manifest, 1}, {}, city);
    instance =
        std::make_unique<Instance>(std::move(code), world.environment, city, std::span<const double>(), 1);
  }
  void step() {
    const Time t0 = now;
    now = now + kHour;
    instance->step(city, {}, t0, now, 0);
  }
  city::City city;
  std::unique_ptr<Instance> instance;
  Time now{0};
};

// ---- cache

void sum_of_levels(const Host& host, const View& view, Step&) {
  const std::uint32_t columns[] = {0};
  const double& sum = host.cached<double>("sum", columns, 8, [&] {
    host.finding(0U, -1, "build", "");
    auto made = std::make_unique<double>(0);
    for (std::int64_t row = 0; row < view.table(0U).rows; ++row) {
      if (view.table(0U).alive[row] != 0) *made += view.read<double>(0U)[static_cast<std::size_t>(row)];
    }
    return made;
  });
  host.finding(0U, -1, "sum", fmt::format("{}", sum));
}

TEST(Services, a_cached_value_is_built_anew_when_its_columns_or_the_rows_of_their_table_change) {
  World world;
  ServiceStage stage(world, city_of_nodes(10), fake<Stepper<sum_of_levels>>("sum", kNodeReader));
  stage.step();
  stage.step();
  conurb::test::set_cell(stage.city, "node", "level", 3, 2.0);
  stage.step();
  stage.city.edit("node").retire(std::vector<std::int64_t>{0});
  stage.step();
  EXPECT_THAT(world.seen, ElementsAre("build", "sum 10", "sum 10", "build", "sum 11", "build", "sum 10"));
}

TEST(Services, two_branches_share_cached_values_while_their_columns_are_the_same) {
  World world;
  const PluginCode code = fake<Stepper<sum_of_levels>>("sum", kNodeReader);
  ServiceStage first(world, city_of_nodes(10), code);
  first.step();
  ServiceStage second(world, first.city, code);
  second.step();
  EXPECT_THAT(world.seen, ElementsAre("build", "sum 10", "sum 10"));
}

void build_in_vain(const Host& host, const View&, Step&) {
  (void)host.cached<int>("vain", {}, 4, []() -> std::unique_ptr<int> {
    throw sdk::Failure(CONURB_BAD_DATA, "the matrix is singular");
  });
}

TEST(Services, the_reason_why_a_cached_value_could_not_be_built_reaches_the_person) {
  World world;
  ServiceStage stage(world, city::City(), fake<Stepper<build_in_vain>>("vain", ""));
  try {
    stage.step();
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the matrix is singular"));
  }
  EXPECT_EQ(world.cache.size(), 0U);
}

// ---- jobs

void fail_in_pieces(const Host& host, const View&, Step&) {
  host.parallel_for(0, 100, 10, [](std::int64_t first, std::int64_t) {
    if (first == 70 || first == 30) throw std::runtime_error(fmt::format("piece {}", first));
  });
}

TEST(Services, of_failing_pieces_the_first_one_is_reported_whatever_the_threads_do) {
  for (int trial = 0; trial < 20; ++trial) {
    World world(2);
    ServiceStage stage(world, city::City(), fake<Stepper<fail_in_pieces>>("pieces", ""));
    try {
      stage.step();
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("piece 30"));
    }
  }
}

void go_on_after_failure(const Host& host, const View&, Step&) {
  try {
    host.parallel_for(0, 100, 10, [](std::int64_t, std::int64_t) {});
  } catch (const sdk::Failure&) {
    return;  // as a plugin in C that does not look at the status
  }
}

TEST(Services, a_step_whose_pieces_were_left_out_is_cancelled_whatever_the_plugin_says) {
  World world(2);
  ServiceStage stage(world, city::City(), fake<Stepper<go_on_after_failure>>("pieces", ""));
  stage.step();
  world.environment.cancel.cancel();
  conurb::test::expect_error(ErrorCode::cancelled, "", [&] { stage.step(); });
}

void count_pieces(const Host& host, const View& view, Step&) {
  const auto depth = view.write<double>(0U);
  host.parallel_for(0, view.table(0U).rows, 7, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row)
      depth[static_cast<std::size_t>(row)] = static_cast<double>(first);
  });
}

TEST(Services, pieces_depend_on_the_grain_alone) {
  for (const std::size_t threads : {1U, 2U}) {
    World world(threads);
    ServiceStage stage(world, city_of_nodes(50),
                       fake<Stepper<count_pieces>>("pieces", R"("tables": {"node": {}},
        "columns": {"node.depth": {"access": "write_all", "type": "f64", "unit": "m", "description": "d"}})"));
    stage.step();
    const auto depth = stage.city.table("node").column("depth").values<double>();
    for (std::size_t row = 0; row < 50; ++row) EXPECT_EQ(depth[row], static_cast<double>(row / 7 * 7));
  }
}

// ---- texts, lists, misuse

constexpr const char* kTextWriter = R"("tables": {"node": {}}, "columns": {
  "node.label": {"access": "read", "type": "text"},
  "node.state": {"access": "read_write", "type": "text", "nullable": true, "description": "s"},
  "node.route": {"access": "read_write", "type": "i32", "unit": "1", "list": true, "description": "r"}})";

void use_texts(const Host& host, const View& view, Step&) {
  const std::int32_t open = host.code(1U, "open");
  const auto state = view.write<std::int32_t>(1U);
  std::fill(state.begin(), state.end(), open);
  host.finding(0U, -1, "codes", fmt::format("{} {} {}", host.code(0U, "hall"), host.code(0U, "none"), open));
  host.finding(0U, -1, "texts",
               fmt::format("{}|{}|{}", host.text(0U, view.read<std::int32_t>(0U)[2]), host.text(0U, -1),
                           host.text(1U, open)));
  host.finding(0U, -1, "never_given", host.text(0U, 99) == nullptr ? "null" : "text");
}

TEST(Services, texts_are_found_in_read_columns_and_added_to_written_ones) {
  World world;
  city::City city = city_of_nodes(4);
  conurb::test::set_cell(city, "node", "label", 2, std::string("hall"));
  ServiceStage stage(world, city, fake<Stepper<use_texts>>("texts", kTextWriter));
  stage.step();
  stage.step();
  EXPECT_THAT(world.seen, ElementsAre("codes 0 -1 0", "texts hall||open", "never_given null", "codes 0 -1 0",
                                      "texts hall||open", "never_given null"));
  EXPECT_EQ(city::to_string(stage.city.table("node").column("state").get(3)), "open");
}

void assign(const Host& host, const View& view, Step&) {
  const std::vector<std::int64_t> offsets{0, 1, 1, 3, 3};
  const std::vector<std::int32_t> elements{7, 8, 9};
  host.assign_lists(2U, std::span<const std::int64_t>(offsets), std::span<const std::int32_t>(elements));
  const auto route = view.read<std::int32_t>(2U);
  host.finding(0U, -1, "route", fmt::format("{} {}", route.size(), route[2]));
}

TEST(Services, assigned_lists_are_seen_at_once) {
  World world;
  ServiceStage stage(world, city_of_nodes(4), fake<Stepper<assign>>("lists", kTextWriter));
  stage.step();
  EXPECT_THAT(world.seen, ElementsAre("route 3 9"));
  EXPECT_EQ(stage.city.table("node").column("route").offsets()[4], 3);
}

TEST(Services, a_service_that_is_misused_answers_with_a_status_and_does_nothing) {
  World world;
  ServiceStage stage(
      world, city_of_nodes(4), fake<Stepper<[](const Host& host, const View&, Step&) {
        const conurb_host* h = host.c();
        const std::int64_t row = 99;
        std::int64_t first = 0;
        const void* value = nullptr;
        const auto build = [](void*, conurb_cache_value*) -> conurb_status { return CONURB_OK; };
        const std::uint32_t none = 77;
        std::string told;
        const auto tell = [&](conurb_status status) { told += status == CONURB_OK ? "ok " : "no "; };
        tell(h->insert_rows(h, 0, 1, &first));
        tell(h->insert_rows(h, 77, 1, &first));
        tell(h->retire_rows(h, 0, &row, 1));
        tell(h->mark_changed(h, 0, &row, 1));
        tell(h->mark_changed(h, 1, &row, 1));
        tell(h->mark_changed(h, 1, nullptr, 1));
        tell(h->assign_lists(h, 0, nullptr, nullptr));
        tell(h->cache_get(h, "key", &none, 1, build, nullptr, &value));
        tell(h->cache_get(h, "key", nullptr, 0, build, nullptr, &value));
        tell(h->parallel_for(h, 0, 10, 0, nullptr, nullptr));
        tell(h->local_time(h, 0, nullptr));
        told += h->text(h, 77, 0) == nullptr ? "null" : "text";
        host.finding(0U, -1, "told", told);
      }>>("misuse", kTextWriter));
  stage.step();
  EXPECT_THAT(world.seen, ElementsAre("told no no no no no no no no no no no null"));
}

// ---- random numbers

void draw(const Host& host, const View& view, Step& step) {
  const std::uint64_t bits =
      host.c()->random_bits(host.c(), view.seed(), "org.test.draw/arrivals", 7, step.t0_us, 2);
  const sdk::Random arrivals(view.seed(), "org.test.draw/arrivals");
  host.finding(0U, -1, bits == arrivals.bits(7, step.t0_us, 2) ? "same" : "other", "");
}

// ---- the ground

constexpr const char* kWalker = R"("tables": {"node": {}, "terrain": {}}, "columns": {
  "node.level": {"access": "read", "type": "f64", "unit": "m"},
  "terrain.elevation": {"access": "read", "type": "f32", "unit": "m"}})";

void walk(const Host& host, const View&, Step&) {
  const std::vector<double> z = host.heights(std::vector<double>{10, 10, 15, 20, -100, 0});
  host.finding(0U, -1, "heights", fmt::format("{} {} {}", z[0], z[1], z[2]));
  const std::vector<double> line = host.drape(std::vector<double>{5, 5, 25, 5});
  host.finding(0U, -1, "line", fmt::format("{}", fmt::join(line, " ")));
}

/// A slope that rises by 1 m a cell of 10 m to the east.
city::City hill() {
  city::City city = city_of_nodes(2);
  city::TableSpec terrain;
  terrain.name = "terrain";
  terrain.kind = city::TableKind::grid;
  city::ColumnSpec elevation;
  elevation.name = "elevation";
  elevation.scalar = city::Scalar::f32;
  elevation.unit = "m";
  elevation.nullable = true;
  terrain.columns = {elevation};
  city::Table& table = city.edit(city.add_table(terrain));
  table.lay_grid({0, 0, 10, 4, 4}, 0);
  auto heights = table.column("elevation").modify<float>();
  for (std::size_t cell = 0; cell < 16; ++cell) heights[cell] = static_cast<float>(cell % 4);
  return city;
}

TEST(Services, the_ground_is_known_to_plugins_that_read_it_and_follows_its_edits) {
  World world;
  ServiceStage stage(world, hill(), fake<Stepper<walk>>("walk", kWalker));
  stage.step();
  conurb::test::set_cell(stage.city, "terrain", "elevation", 0, 8.0);
  stage.step();
  EXPECT_THAT(world.seen, ElementsAre("heights 0.5 1 nan", "line 5 5 0 15 5 1 25 5 2",  //
                                      "heights 2.5 1 nan", "line 5 5 8 15 5 1 25 5 2"));
}

TEST(Services, the_ground_is_refused_to_plugins_that_do_not_say_that_they_read_it) {
  World world;
  ServiceStage stage(world, hill(), fake<Stepper<walk>>("walk", kNodeReader));
  conurb::test::expect_error(ErrorCode::plugin_fault, "does not read terrain.elevation",
                             [&] { stage.step(); });
}

TEST(Services, random_numbers_of_the_table_are_those_of_the_header) {
  World world;
  ServiceStage stage(world, city_of_nodes(1), fake<Stepper<draw>>("draw", kNodeReader));
  stage.step();
  stage.step();
  EXPECT_THAT(world.seen, ElementsAre("same", "same"));
}

TEST(Services, a_host_of_an_older_interface_offers_no_more_than_it_had) {
  World world;
  const PluginCode code = fake<conurb::test::Idle>("idle", kNodeReader);
  const Services old(code, world.environment, 0);
  EXPECT_EQ(old.table()->abi_minor, 0U);
  EXPECT_EQ(old.table()->struct_size, offsetof(conurb_host, random_bits));
  EXPECT_EQ(old.table()->random_bits, nullptr);
  const Services present(code, world.environment);
  EXPECT_EQ(present.table()->struct_size, sizeof(conurb_host));
  EXPECT_NE(present.table()->random_bits, nullptr);
}

}  // namespace
}  // namespace conurb::host
