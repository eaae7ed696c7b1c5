// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_state.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "microgrid_fixture.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/outage/microgrid_saved.hpp"

namespace conurb::energy {
namespace {

using testing::kKilowattHour;

/// One step of a series, with the grid there or not as the series says.
MicrogridSeries piece_of(const MicrogridSeries& whole, std::size_t step, std::size_t renewables) {
  MicrogridSeries piece;
  piece.dt_s = whole.dt_s;
  piece.steps = 1;
  const auto cut = [step](const std::vector<double>& values, std::size_t each) {
    if (values.empty()) return values;
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(step * each);
    return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(each));
  };
  piece.load = cut(whole.load, whole.load.size() / whole.steps);
  piece.renewable = cut(whole.renewable, renewables);
  for (const GridOutage& outage : whole.outages)
    if (step >= outage.first && step < outage.end) piece.outages = {{0, 1, outage.planned}};
  return piece;
}

/// What is saved and loaded again between two pieces.
MicrogridState reloaded(const MicrogridState& state) {
  OperatedMicrogrid kept;
  kept.coupling = 0;
  kept.state = state;
  return microgrids_of(numbers_of({kept})).at(0).state;
}

void expect_same(const MicrogridStep& a, const MicrogridStep& b, double start_s) {
  EXPECT_EQ(a.start_s, start_s + b.start_s);
  EXPECT_EQ(a.duration_s, b.duration_s);
  EXPECT_EQ(a.mode, b.mode);
  EXPECT_EQ(a.frequency, b.frequency);
  EXPECT_EQ(a.battery, b.battery);
  EXPECT_EQ(a.charge, b.charge);
  EXPECT_EQ(a.diesel, b.diesel);
  EXPECT_EQ(a.fuel_l, b.fuel_l);
  EXPECT_EQ(a.served, b.served);
  EXPECT_EQ(a.power.loss, b.power.loss);
  EXPECT_EQ(a.v_min, b.v_min);
}

/// Runs all at once and piece by piece; gives the whole for a look at what went on in it.
MicrogridResult expect_pieces_like_the_whole(const Network& network, const MicrogridOptions& options,
                                             const MicrogridSeries& series) {
  MicrogridResult whole = run_microgrid(network, options, series);
  MicrogridState state = series.begins_black ? black_state() : MicrogridState{};
  std::size_t next = 0, action = 0;
  double autonomy_s = std::numeric_limits<double>::infinity();
  for (std::size_t step = 0; step < series.steps; ++step) {
    const double start_s = static_cast<double>(step) * series.dt_s;
    state = reloaded(state);
    const MicrogridResult piece =
        resume_microgrid(network, options, piece_of(series, step, options.renewables.size()), state);
    for (const MicrogridStep& stretch : piece.steps) {
      if (next == whole.steps.size()) break;
      expect_same(whole.steps[next++], stretch, start_s);
    }
    for (const MicrogridAction& done : piece.actions) {
      if (action == whole.actions.size()) break;
      EXPECT_EQ(whole.actions[action].kind, done.kind);
      EXPECT_EQ(whole.actions[action].row, done.row);
      EXPECT_EQ(whole.actions[action++].time_s, start_s + done.time_s);
    }
    autonomy_s = std::min(autonomy_s, piece.autonomy_s);
    if (::testing::Test::HasFailure()) break;
  }
  EXPECT_EQ(next, whole.steps.size());
  EXPECT_EQ(action, whole.actions.size());
  EXPECT_EQ(autonomy_s, whole.autonomy_s);
  return whole;
}

bool has(const MicrogridResult& r, MicrogridAction::Kind kind) {
  return std::ranges::any_of(r.actions, [kind](const auto& a) { return a.kind == kind; });
}

TEST(MicrogridState, ABlackStartInShortPiecesGoesAsInOne) {
  const Network network = testing::district();
  MicrogridSeries series = testing::outage_from(0, 60, 7);  // s: less than any wait in it
  series.begins_black = true;
  const MicrogridResult r = expect_pieces_like_the_whole(network, testing::district_options(network), series);
  EXPECT_TRUE(has(r, MicrogridAction::Kind::diesel_ready));
  EXPECT_TRUE(has(r, MicrogridAction::Kind::restore));
}

TEST(MicrogridState, WaitingForTheAngleGoesOnInTheNextPiece) {
  const Network network = testing::district();
  MicrogridOptions options = testing::district_options(network);
  options.diesels.clear();
  bool waited = false;
  for (const double factor : {0.7, 0.8, 0.9}) {
    MicrogridSeries series = testing::outage_from(0, 800, 3);
    series.outages[0].end = 700;
    series.load.assign(series.steps, factor);
    const MicrogridResult r = expect_pieces_like_the_whole(network, options, series);
    const auto close =
        std::ranges::find(r.actions, MicrogridAction::Kind::close_coupling, &MicrogridAction::kind);
    ASSERT_NE(close, r.actions.end());
    waited = waited || close->time_s > 2103;
  }
  EXPECT_TRUE(waited);
}

class MicrogridPieces : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(MicrogridPieces, GiveTheSameBitsAsTheWhole) {
  std::mt19937 random(GetParam());
  std::uniform_real_distribution<double> number(0, 1);
  Network network = testing::district();
  Storage& battery = network.storages[0];
  battery.capacity *= 0.3 + number(random);
  battery.charge = battery.capacity * number(random);
  battery.max_power *= 0.5 + number(random);
  battery.grid_forming = number(random) < 0.8;
  MicrogridOptions options = testing::district_options(network);
  options.diesels[0].tank_l = 300 * number(random);
  if (number(random) < 0.4) options.diesels.clear();
  MicrogridSeries series;
  series.dt_s = 450;
  series.steps = 96;
  for (std::size_t k = 0; k < series.steps; ++k) {
    for (std::size_t l = 0; l < network.loads.size(); ++l) series.load.push_back(1.2 * number(random));
    series.renewable.push_back(k % 48 > 24 ? 100e3 * number(random) : 0);
  }
  series.outages = {{5, 50, false}, {60, 80, true}, {90, 96, false}};
  const MicrogridResult r = expect_pieces_like_the_whole(network, options, series);
  EXPECT_TRUE(has(r, MicrogridAction::Kind::open_coupling));
  EXPECT_TRUE(has(r, MicrogridAction::Kind::close_coupling));
}

INSTANTIATE_TEST_SUITE_P(Random, MicrogridPieces, ::testing::Range(1U, 25U));

TEST(MicrogridState, ALoadThatIsNewInADeadPartWaitsAndOneOfAnotherBusIsAnotherLoad) {
  Network network = testing::district();
  const MicrogridOptions options = testing::district_options(network);
  MicrogridState state = black_state();
  MicrogridSeries series = testing::outage_from(0, 1, 5);
  (void)resume_microgrid(network, options, series, state);
  ASSERT_EQ(state.loads.size(), 4U);
  EXPECT_TRUE(std::ranges::none_of(state.loads, &MicrogridState::Load::on));
  state = {};
  (void)resume_microgrid(network, options, series, state);
  ASSERT_EQ(state.loads[3].row, 4);
  state.loads[3].on = false;
  state.loads[3].not_before_s = 1e6;
  network.loads[4].bus = 5;
  state.mode = MicrogridMode::connected;
  state.grid_there = true;
  (void)resume_microgrid(network, options, testing::outage_from(9, 1, 5), state);
  EXPECT_TRUE(state.loads[3].on);
  EXPECT_EQ(state.loads[3].not_before_s, 0);
}

TEST(MicrogridState, NumbersThatAreNoSavedStateAreRefused) {
  OperatedMicrogrid kept;
  kept.coupling = 3;
  kept.state.loads = {{.row = 1, .bus = 2, .on = false, .not_before_s = 0.1}};
  kept.state.reconnect_s = std::numeric_limits<double>::infinity();
  const std::vector<double> numbers = numbers_of({kept, kept});
  EXPECT_EQ(numbers_of(microgrids_of(numbers)), numbers);
  EXPECT_TRUE(microgrids_of({}).empty());
  for (std::size_t length = 1; length < numbers.size(); ++length)
    EXPECT_THROW((void)microgrids_of(std::span(numbers).first(length)), InputError) << length;
  for (const double wrong : {-2.0, 0.5, 1e300, std::nan("")}) {
    std::vector<double> other = numbers;
    other[0] = wrong;
    EXPECT_THROW((void)microgrids_of(other), InputError);
  }
  std::vector<double> longer = numbers;
  longer.push_back(0);
  EXPECT_THROW((void)microgrids_of(longer), InputError);
}

}  // namespace
}  // namespace conurb::energy
