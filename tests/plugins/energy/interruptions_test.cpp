// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/interruptions.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace conurb::energy {
namespace {

struct Counted {
  std::vector<double> lasting{0}, time{0};
  std::vector<std::int32_t> number{0};

  void pass(bool dark, double dt_s) { count_interruption({lasting, time, number}, 0, dark, dt_s); }
};

TEST(Interruptions, CountFromTheirBeginningOnceTheyAreLong) {
  Counted c;
  for (int minute = 0; minute < 10; ++minute) c.pass(true, 60);
  EXPECT_EQ(c.number[0], 1);
  EXPECT_EQ(c.time[0], 600);
  c.pass(false, 60);
  c.pass(true, 3600);
  EXPECT_EQ(c.number[0], 2);
  EXPECT_EQ(c.time[0], 4200);
}

TEST(Interruptions, OfThreeMinutesAreMomentary) {
  Counted c;
  for (int minute = 0; minute < 3; ++minute) c.pass(true, 60);
  c.pass(false, 60);
  EXPECT_EQ(c.number[0], 0);
  EXPECT_EQ(c.time[0], 0);
  EXPECT_EQ(c.lasting[0], 0);
}

TEST(Interruptions, DoNotDependOnHowTimeIsCut) {
  Counted whole, cut;
  whole.pass(true, 7200);
  for (int i = 0; i < 480; ++i) cut.pass(true, 15);
  EXPECT_EQ(whole.time[0], cut.time[0]);
  EXPECT_EQ(whole.number[0], cut.number[0]);
}

}  // namespace
}  // namespace conurb::energy
