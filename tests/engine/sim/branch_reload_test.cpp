// SPDX-License-Identifier: Apache-2.0
// Hot reload as a transaction: the new version takes over in full, or nothing happens. CONURB_RELOADS is the
// number of reloads in a row, or a handful.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/base/repeats.hpp"
#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kVersion1 = R"("tables": {"node": {}}, "columns": {
  "node.sum": {"access": "read_write", "type": "f64", "unit": "m", "description": "s"}},
  "parameters": {"gain": {"label": "g", "description": "g", "unit": "1", "initial": 1},
                 "offset": {"label": "o", "description": "o", "unit": "1", "initial": 0}})";
// Other order of parameters, one more of them, one more column.
constexpr const char* kVersion2 = R"("tables": {"node": {}}, "columns": {
  "node.sum": {"access": "read_write", "type": "f64", "unit": "m", "description": "s"},
  "node.extra": {"access": "write_all", "type": "f64", "unit": "m", "description": "e"}},
  "parameters": {"offset": {"label": "o", "description": "o", "unit": "1", "initial": 0},
                 "shift": {"label": "s", "description": "s", "unit": "1", "initial": 100},
                 "gain": {"label": "g", "description": "g", "unit": "1", "initial": 1}})";
constexpr const char* kOtherType = R"("tables": {"node": {}}, "columns": {
  "node.sum": {"access": "read_write", "type": "f32", "unit": "m", "description": "s"}})";

template <std::uint32_t gain, bool extra>
class Adder {
 public:
  explicit Adder(Host host) : host_(host) {}
  void step(const View& view, Step& step) {
    ++steps_;
    for (double& sum : view.write<double>(0U)) sum += view.parameter(gain) * static_cast<double>(steps_);
    if (extra) {
      for (double& value : view.write<double>(1U)) value = view.parameter(1U);
    }
    if ((step.flags & CONURB_STEP_TRIAL) != 0) host_.finding(0U, -1, "trial", "");
    if ((step.flags & CONURB_STEP_FIRST) != 0) host_.finding(0U, -1, "first", "");
  }
  void save(sdk::Writer& writer) { writer.put("steps", steps_); }
  void load(const sdk::Reader& reader) { steps_ = reader.get<std::int64_t>("steps", 0); }

 private:
  Host host_;
  std::int64_t steps_ = 0;
};
using First = Adder<0, false>;
using Second = Adder<2, true>;

TEST(BranchReload, the_same_code_again_changes_no_bit) {
  const BranchOptions options = hours(repeats("CONURB_RELOADS", 8));
  World world;
  const auto straight = branch_of(world, city_of_nodes(3), {fake<First>("adder", kVersion1, "a")}, options);
  const auto branch = branch_of(world, city_of_nodes(3), {fake<First>("adder", kVersion1, "a")}, options);
  while (!branch->at_end()) {
    straight->advance();
    branch->advance();
    branch->reload(fake<First>("adder", kVersion1, "b"));
    ASSERT_EQ(branch->content_hash(), straight->content_hash()) << "exchange " << branch->exchange();
  }
}

TEST(BranchReload, a_new_version_takes_over_state_columns_and_parameters_by_name) {
  World world;
  const auto branch = branch_of(world, city_of_nodes(3), {fake<First>("adder", kVersion1)});
  branch->act(parameter_entry(1, Time{0}, "adder", "gain", 2.0));
  branch->advance();  // sum = 2 * 1
  branch->reload(fake<Second>("adder", kVersion2, "second"));
  branch->advance();  // sum = 2 + 2 * 2
  EXPECT_EQ(level_at(*branch, "sum", 0), 6.0);
  EXPECT_EQ(level_at(*branch, "extra", 0), 100.0);
  EXPECT_EQ(branch->plugin(0).parameters()[2], 2.0);
  EXPECT_EQ(branch->plugin(0).code().hash, "second");
  EXPECT_THAT(world.seen, ElementsAre("first", "trial"));
}

TEST(BranchReload, whoever_reads_a_column_that_came_with_the_new_version_is_bound_to_it) {
  World world;
  const auto reader = fake<Stepper<[](const Host& host, const View& view, Step&) {
    host.finding(0U, -1, "reader", view.has(0U) ? fmt::format("{}", view.read<double>(0U)[0]) : "none");
  }>>("reader", R"("tables": {"node": {}}, "columns": {
      "node.extra": {"access": "read", "type": "f64", "unit": "m", "optional": true}})");
  const auto branch = branch_of(world, city_of_nodes(3), {fake<First>("adder", kVersion1), reader});
  branch->advance();
  branch->reload(fake<Second>("adder", kVersion2));
  branch->advance();
  EXPECT_EQ(world.seen.back(), "reader 100");
}

void fail_always(const Host&, const View&, Step&) {
  throw std::runtime_error("not today");
}

TEST(BranchReload, if_any_part_fails_the_old_version_goes_on_and_the_reason_is_told) {
  for (const FaultPolicy policy : {FaultPolicy::stop, FaultPolicy::hold}) {
    World world;
    BranchOptions options = hours(4);
    options.faults = policy;
    const auto branch = branch_of(world, city_of_nodes(3), {fake<First>("adder", kVersion1)}, options);
    branch->advance();
    const Hash128 before = branch->content_hash();
    expect_error(ErrorCode::plugin_fault, "not today",
                 [&] { branch->reload(fake<Stepper<fail_always>>("adder", kVersion1)); });
    expect_error(ErrorCode::incompatible, "node.sum",
                 [&] { branch->reload(fake<First>("adder", kOtherType)); });
    expect_error(ErrorCode::not_found, "org.test.other",
                 [&] { branch->reload(fake<Stepper<fail_always>>("other", "")); });
    EXPECT_EQ(branch->content_hash(), before);
    EXPECT_THAT(branch->faults(), IsEmpty());
    finish(*branch);
    EXPECT_EQ(level_at(*branch, "sum", 0), 1.0 + 2.0 + 3.0 + 4.0);
  }
}

TEST(BranchReload, a_mended_version_of_a_plugin_that_failed_takes_part_again) {
  World world;
  BranchOptions options = hours(6);
  options.faults = FaultPolicy::hold;
  const auto branch =
      branch_of(world, city_of_nodes(3), {fake<Stepper<fail_always>>("adder", kVersion1, "broken")}, options);
  branch->advance();
  branch->advance();
  ASSERT_EQ(branch->faults().size(), 1U);
  branch->reload(fake<First>("adder", kVersion1, "mended"));
  branch->advance();
  EXPECT_THAT(branch->faults(), IsEmpty());
  EXPECT_EQ(level_at(*branch, "sum", 0), 1.0);
}

}  // namespace
}  // namespace conurb::sim
