// SPDX-License-Identifier: Apache-2.0
// The example plugin computes what its text promises, called through the C interface.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/host/library.hpp"

namespace conurb::host {
namespace {

constexpr std::int64_t kHour_us = 3'600'000'000;

/// Two buildings, one of unknown footprint, and three hours of weather of which the second brings 10 mm; a
/// fourth record was retired.
class Hello : public testing::Test {
 protected:
  void SetUp() override {
    host_.struct_size = sizeof host_;
    host_.parallel_for = [](const conurb_host*, std::int64_t begin, std::int64_t end, std::int64_t,
                            conurb_status (*body)(void*, std::int64_t, std::int64_t),
                            void* user) { return body(user, begin, end); };
    const std::array<void*, 6> data{time_.data(), interval_.data(), rain_.data(),
                                    area_.data(), tank_.data(),     runoff_.data()};
    for (std::size_t i = 0; i < data.size(); ++i) {
      const ColumnUse& use = library_->manifest().columns.at(i);
      columns_[i].struct_size = sizeof(conurb_column);
      columns_[i].type = static_cast<std::int32_t>(use.spec.scalar);
      columns_[i].access = static_cast<std::int32_t>(use.access);
      columns_[i].data = data[i];
      columns_[i].rows = 2;
      columns_[i].padded_rows = 16;
      pointers_[i] = &columns_[i];
    }
    tables_[0].rows = 2;
    tables_[1].rows = 4;
    tables_[1].alive = alive_.data();
    table_pointers_ = {&tables_[0], &tables_[1]};
    view_.struct_size = sizeof view_;
    view_.columns = pointers_.data();
    view_.tables = table_pointers_.data();
    view_.parameters = parameters_.data();
    ASSERT_EQ(library_->calls().create(&host_, &instance_), CONURB_OK);
  }
  void TearDown() override { library_->calls().destroy(instance_); }

  void step(std::int64_t t0, std::int64_t t1) {
    conurb_step step{};
    step.struct_size = sizeof step;
    step.t0_us = t0;
    step.t1_us = t1;
    ASSERT_EQ(library_->calls().step(instance_, &view_, &step), CONURB_OK);
  }

  std::shared_ptr<const Library> library_ = Library::load(CONURB_HELLO_PLUGIN);
  conurb_host host_{};
  std::array<std::int64_t, 16> time_{0, kHour_us, 2 * kHour_us, kHour_us};
  std::array<std::int64_t, 16> interval_{kHour_us, kHour_us, kHour_us, kHour_us};
  std::array<float, 16> rain_{0, 0.01F / 3600, std::numeric_limits<float>::quiet_NaN(), 1};
  std::array<std::uint8_t, 16> alive_{1, 1, 1, 0};
  std::array<float, 16> area_{100, std::numeric_limits<float>::quiet_NaN()};
  std::array<float, 16> tank_{}, runoff_{};
  std::array<double, 3> parameters_{0.9, 0.5, 0};  // coefficient, tank 0.5 m3, no use
  std::array<conurb_column, 6> columns_{};
  std::array<conurb_column*, 6> pointers_{};
  std::array<conurb_table, 2> tables_{};
  std::array<const conurb_table*, 2> table_pointers_{};
  conurb_view view_{};
  conurb_instance* instance_ = nullptr;
};

TEST_F(Hello, FillsTheTankFirstAndSendsTheRestToTheSewer) {
  // 100 m2 x 10 mm x 0.9 = 0.9 m3: half a cubic metre stays. Float arithmetic: a few 1e-7 of the figures.
  step(kHour_us, 2 * kHour_us);
  EXPECT_FLOAT_EQ(tank_[0], 0.5F);
  EXPECT_NEAR(runoff_[0] * 3600, 0.4, 1e-6);
  EXPECT_EQ(runoff_[1], 0) << "a roof of unknown size yields nothing";
}

TEST_F(Hello, TakesTheShareOfTheRainThatFallsInTheStep) {
  parameters_[1] = 0;
  step(kHour_us / 2, kHour_us + kHour_us / 2);  // half the wet hour
  EXPECT_NEAR(runoff_[0] * 3600, 0.45, 1e-6);
  step(0, kHour_us);
  EXPECT_EQ(runoff_[0], 0);
  step(2 * kHour_us, 9 * kHour_us);
  EXPECT_EQ(runoff_[0], 0) << "unknown rain and the time behind the last record are dry";
}

TEST_F(Hello, DrawsFromTheTankWhatIsThere) {
  step(kHour_us, 2 * kHour_us);
  parameters_[2] = 0.3 / 3600;
  step(2 * kHour_us, 3 * kHour_us);
  EXPECT_NEAR(tank_[0], 0.2, 1e-6);
  step(3 * kHour_us, 4 * kHour_us);
  EXPECT_EQ(tank_[0], 0) << "no more than there is";
}

}  // namespace
}  // namespace conurb::host
