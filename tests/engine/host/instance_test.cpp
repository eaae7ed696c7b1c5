// SPDX-License-Identifier: Apache-2.0
#include "engine/host/instance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/base/error.hpp"
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
using sdk::Reconfigure;
using sdk::Step;
using sdk::View;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kReader = R"("tables": {"node": {}}, "columns": {
  "node.level": {"access": "read", "type": "f64", "unit": "m"}})";
constexpr const char* kWriter = R"("tables": {"node": {}}, "columns": {
  "node.depth": {"access": "write_all", "type": "f64", "unit": "m", "description": "d"},
  "node.store": {"access": "read_write", "type": "f64", "unit": "m", "description": "s"}},
  "parameters": {"case": {"label": "l", "description": "d", "unit": "1", "initial": 0}})";

/// An instance on a city that holds what it needs.
struct Stage {
  Stage(World& world, city::City from, PluginCode code) : city(std::move(from)) {
    const Manifest* manifest = code.manifest.get();
    declare({&manifest, 1}, {}, city);
    instance =
        std::make_unique<Instance>(std::move(code), world.environment, city, std::span<const double>(), 1);
  }
  Instance::Stepped step(const LaggedColumns& lagged = {}) {
    const Time t0 = now;
    now = now + kHour;
    return instance->step(city, lagged, t0, now, 0);
  }
  city::City city;
  std::unique_ptr<Instance> instance;
  Time now{0};
};

// ---- what is new since the last step

void tell_changes(const Host& host, const View& view, Step&) {
  const conurb_column& column = view.column(0U);
  std::string text = fmt::format("{}", column.changed_count);
  for (std::int64_t i = 0; i < column.changed_count; ++i) text += fmt::format(" {}", column.changed[i]);
  host.finding(0U, -1, "changed", text);
}

TEST(Instance, tells_which_rows_of_a_column_changed_since_its_last_step) {
  World world;
  Stage stage(world, city_of_nodes(100), fake<Stepper<tell_changes>>("reader", kReader));
  stage.step();
  stage.step();
  conurb::test::set_cell(stage.city, "node", "level", 7, 3.0);
  conurb::test::set_cell(stage.city, "node", "level", 5, 3.0);
  stage.step();
  stage.city.edit("node").insert(1, 0);
  stage.step();
  stage.city.edit("node").mark_changed(stage.city.table("node").index_of("level"));
  stage.step();
  stage.instance->load({});
  stage.step();
  EXPECT_THAT(world.seen, ElementsAre("changed -1", "changed 0", "changed 2 5 7", "changed 1 100",
                                      "changed -1", "changed -1"));
}

void write_store(const Host& host, const View& view, Step&) {
  const auto store = view.write<double>(1U);
  const std::vector<std::int64_t> rows{2, 9};
  for (const std::int64_t row : rows) store[static_cast<std::size_t>(row)] += 1;
  host.mark_changed(1U, std::span<const std::int64_t>(rows));
  std::fill(view.write<double>(0U).begin(), view.write<double>(0U).end(), 2.0);
}

TEST(Instance, a_step_that_marks_its_changes_tells_later_readers_just_those) {
  World world;
  Stage stage(world, city_of_nodes(100), fake<Stepper<write_store>>("writer", kWriter));
  stage.step();
  const city::Column before = stage.city.table("node").column("store");
  const city::Column depth = stage.city.table("node").column("depth");
  stage.step();
  const city::Column& after = stage.city.table("node").column("store");
  EXPECT_THAT(after.changes().since(before.revision()).rows, ElementsAre(2, 9));
  EXPECT_TRUE(stage.city.table("node").column("depth").changes().since(depth.revision()).all);
  EXPECT_EQ(before.values<double>()[2], 1.0);  // who holds the old one keeps it
  EXPECT_EQ(after.values<double>()[2], 2.0);
}

// ---- faults

void misbehave(const Host& host, const View& view, Step& step) {
  auto depth = view.write<double>(0U);
  std::fill(depth.begin(), depth.end(), 1.0);
  switch (static_cast<int>(view.parameter(0U))) {
    case 1: depth[3] = std::nan(""); break;
    case 2: throw std::runtime_error("the pump is on fire");
    case 3: throw 42;
    case 4: step.reached_us = step.t0_us; break;
    case 5: step.reached_us = step.t1_us + 1; break;
    case 6: step.next_us = step.t1_us; break;
    case 7: (void)view.read<float>(0U); break;
    case 8: host.insert_rows(0U, 1); break;
    case 9: view.write<double>(1U)[5] = std::numeric_limits<double>::infinity(); break;
    default: break;
  }
}

void expect_fault(double which, const std::string& text) {
  World world;
  Stage stage(world, city_of_nodes(10), fake<Stepper<misbehave>>("writer", kWriter));
  stage.step();
  stage.instance->set_parameter(0, which);
  try {
    stage.step();
    ADD_FAILURE() << "no fault for " << text;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::plugin_fault);
    EXPECT_THAT(error.what(), HasSubstr(text));
    EXPECT_THAT(error.what(), HasSubstr("org.test.writer"));
  }
}

TEST(Instance, a_value_that_is_not_finite_is_attributed_to_plugin_column_and_row) {
  expect_fault(1, "node.depth of row 3 (id 4) is not finite");
  expect_fault(9, "node.store of row 5 (id 6) is not finite");
}

TEST(Instance, an_exception_of_a_plugin_becomes_a_fault_with_its_text) {
  expect_fault(2, "the pump is on fire");
  expect_fault(3, "an exception of unknown type");
}

TEST(Instance, impossible_times_are_faults) {
  expect_fault(4, "reached");
  expect_fault(5, "reached");
  expect_fault(6, "wants to be called");
}

TEST(Instance, reading_a_column_as_another_type_or_growing_a_foreign_table_is_a_fault) {
  expect_fault(7, "another type");
  expect_fault(8, "into a table that the manifest owns");
}

TEST(Instance, after_a_fault_the_written_columns_have_new_revisions) {
  World world;
  Stage stage(world, city_of_nodes(10), fake<Stepper<misbehave>>("writer", kWriter));
  stage.step();
  const auto before = stage.city.table("node").column("depth").revision();
  stage.instance->set_parameter(0, 2);
  EXPECT_THROW(stage.step(), Error);
  EXPECT_NE(stage.city.table("node").column("depth").revision(), before);
}

// ---- tables of its own

constexpr const char* kOwner = R"("tables": {"car": {"owns": true, "kind": "particles", "description": "c"}},
  "columns": {"car.speed": {"access": "read_write", "type": "f64", "unit": "m s-1", "description": "s",
                            "initial": 4},
              "car.place": {"access": "write_all", "type": "f32", "unit": "m", "description": "p"}},
  "parameters": {"grow": {"label": "l", "description": "d", "unit": "1", "type": "integer", "initial": 0}})";

class Owner {
 public:
  explicit Owner(Host host) : host_(host) {}
  void reconfigure(const View& view, const Reconfigure& what) {
    host_.finding(0U, -1, "reconfigure",
                  fmt::format("rows {} new from {} retired {} restart {}", view.table(0U).rows,
                              what.first_inserted[0], what.retired[0], what.parameters_changed));
  }
  void step(const View& view, Step&) {
    const auto grow = static_cast<std::int64_t>(view.parameter(0U));
    if (grow > 0) {
      const std::int64_t first = host_.insert_rows(0U, grow);
      const auto speed = view.write<double>(0U);
      const bool fresh = view.table(0U).rows == first + grow && view.column(0U).rows == first + grow &&
                         view.table(0U).alive_rows == first + grow &&
                         view.table(0U).ids[first] == first + 1 &&
                         speed[static_cast<std::size_t>(first)] == 4.0 &&
                         speed.size() == static_cast<std::size_t>((first + grow + 15) / 16 * 16);
      host_.finding(0U, -1, "views", fresh ? "fresh" : "stale");
    }
    if (grow < 0) {
      const std::vector<std::int64_t> rows{-grow};
      host_.retire_rows(0U, std::span<const std::int64_t>(rows));
      host_.finding(0U, -1, "alive", fmt::format("{}", view.table(0U).alive[-grow]));
    }
    const auto place = view.write<float>(1U);
    std::fill(place.begin(), place.end(), 0.5F);
  }

 private:
  Host host_;
};

TEST(Instance, sees_the_rows_it_inserts_at_once_and_is_not_told_of_them_later) {
  World world;
  Stage stage(world, city::City(), fake<Owner>("owner", kOwner));
  for (const double grow : {5.0, 200.0, 3000.0, -2.0, 0.0}) {
    stage.instance->set_parameter(0, grow);
    stage.step();
  }
  EXPECT_THAT(world.seen, ElementsAre("reconfigure rows 0 new from 0 retired 0 restart 0", "views fresh",
                                      "views fresh", "views fresh", "alive 0"));
  EXPECT_EQ(stage.city.table("car").rows(), 3205);
  EXPECT_EQ(stage.city.table("car").alive_rows(), 3204);
  stage.city.validate();
}

TEST(Instance, is_told_of_rows_that_others_insert_or_retire) {
  World world;
  Stage stage(world, city::City(), fake<Owner>("owner", kOwner));
  stage.step();
  stage.city.edit("car").insert(3, 0);
  stage.step();
  stage.city.edit("car").retire(std::vector<std::int64_t>{1});
  stage.step();
  stage.city.edit("car").insert(1, 0);
  stage.city.edit("car").retire(std::vector<std::int64_t>{2});
  stage.step();
  EXPECT_THAT(world.seen, ElementsAre("reconfigure rows 0 new from 0 retired 0 restart 0",
                                      "reconfigure rows 3 new from 0 retired 0 restart 0",
                                      "reconfigure rows 3 new from 3 retired 1 restart 0",
                                      "reconfigure rows 4 new from 3 retired 1 restart 0"));
}

// ---- private state

class Counter {
 public:
  explicit Counter(Host host) : host_(host) {}
  void step(const View&, Step&) { host_.finding(0U, -1, "count", fmt::format("{}", ++count_)); }
  void save(sdk::Writer& writer) { writer.put("count", count_); }
  void load(const sdk::Reader& reader) { count_ = reader.get<std::int64_t>("count", 0); }

 private:
  Host host_;
  std::int64_t count_ = 0;
};

TEST(Instance, goes_on_from_the_state_another_one_saved) {
  World world;
  const PluginCode code = fake<Counter>("counter", "");
  Stage first(world, city::City(), code);
  first.step();
  first.step();
  Stage second(world, city::City(), code);
  second.instance->load(first.instance->save());
  second.step();
  EXPECT_THAT(world.seen, ElementsAre("count 1", "count 2", "count 3"));
}

TEST(Instance, refuses_the_state_of_another_plugin_or_broken_bytes) {
  World world;
  Stage counter(world, city::City(), fake<Counter>("counter", ""));
  Stage other(world, city::City(), fake<Counter>("other", ""));
  const auto state = counter.instance->save();
  EXPECT_THROW(other.instance->load(state), Error);
  EXPECT_THROW(counter.instance->load(std::span(state).first(state.size() - 1)), Error);
}

// ---- parameters

void tell_parameters(const Host& host, const View& view, Step&) {
  host.finding(0U, -1, "revision", fmt::format("{}", view.parameters_revision()));
}

TEST(Instance, equal_parameters_have_equal_revisions_in_every_instance) {
  World world;
  const PluginCode code = fake<Stepper<tell_parameters>>("writer", R"("parameters": {
      "a": {"label": "a", "description": "a", "unit": "1", "initial": 0, "range": [0, 10]}})");
  Stage first(world, city::City(), code);
  Stage second(world, city::City(), code);
  first.step();
  second.step();
  first.instance->set_parameter(0, 1);
  second.instance->set_parameter(0, 2);
  first.step();
  second.step();
  first.instance->set_parameter(0, 2);
  first.step();
  ASSERT_EQ(world.seen.size(), 5U);
  EXPECT_EQ(world.seen[0], world.seen[1]);
  EXPECT_NE(world.seen[2], world.seen[3]);
  EXPECT_EQ(world.seen[3], world.seen[4]);
  EXPECT_THROW(first.instance->set_parameter(0, 11), Error);
}

TEST(Instance, more_or_fewer_parameters_than_the_manifest_has_are_refused) {
  World world;
  const PluginCode code = fake<conurb::test::Idle>("idle", "");
  const std::vector<double> one{1.0};
  const city::City city;
  EXPECT_THROW(Instance(code, world.environment, city, one, 1), Error);
}

}  // namespace
}  // namespace conurb::host
