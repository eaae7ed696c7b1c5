// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/values.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conurb::transport {
namespace {

TEST(SumoValues, ANumberIsFiniteAndAlone) {
  EXPECT_EQ(number_in(" 1.5e3\n"), 1500.0);
  EXPECT_EQ(number_in("+.8"), 0.8);
  EXPECT_EQ(number_in("-0.25"), -0.25);
  for (const char* text : {"", " ", "1 2", "1,5", "nan", "inf", "1e999", "0x10", "five", "+-1", "--1"}) {
    EXPECT_EQ(number_in(text), std::nullopt) << text;
  }
}

TEST(SumoValues, AWholeNumberHasNoFractionAndFits) {
  EXPECT_EQ(whole_number_in(" 17 "), 17);
  for (const char* text : {"1.0", "2147483648", "", "1e3"})
    EXPECT_EQ(whole_number_in(text), std::nullopt) << text;
}

TEST(SumoValues, ATimeIsSecondsOrClockTimeWithDaysBeforeIt) {
  EXPECT_EQ(seconds_in("12.5"), 12.5);
  EXPECT_EQ(seconds_in("01:02:03.5"), 3723.5);
  EXPECT_EQ(seconds_in("2:01:00:00"), 2 * 86400 + 3600.0);
  EXPECT_EQ(seconds_in("-0:00:10"), -10.0);
  for (const char* text : {"1:2", "a:b:c", "1:2:3:4:5", "1::3", "1:-2:3", ":", "::"}) {
    EXPECT_EQ(seconds_in(text), std::nullopt) << text;
  }
}

TEST(SumoValues, MillisecondsAreRoundedAndWithinTheirRange) {
  EXPECT_EQ(to_milliseconds(0.0016), 2);
  EXPECT_EQ(to_milliseconds(2147483.647), 2147483647);
  EXPECT_EQ(to_milliseconds(2147483.648), std::nullopt);
  EXPECT_EQ(to_milliseconds(-1e300), std::nullopt);
}

TEST(SumoValues, WordsAreTakenOneByOne) {
  std::string_view text = "  a b[0],c\n";
  EXPECT_EQ(take_word(text), "a");
  EXPECT_EQ(take_word(text), "b[0]");
  EXPECT_EQ(take_word(text), "c");
  EXPECT_EQ(take_word(text), "");
  EXPECT_EQ(take_word(text), "");
}

TEST(SumoValues, AShapeIsAListOfPointsInTwoOrThreeDimensions) {
  std::vector<double> shape;
  EXPECT_TRUE(read_shape(" 1,2 3.5,-4,5 ", shape));
  EXPECT_EQ(shape, (std::vector<double>{1, 2, 0, 3.5, -4, 5}));
  for (const char* text : {"1", "1,2 3", "1,2,3,4", "1;2", "a,b", "1,", "1,nan", "1,2x"}) {
    shape.clear();
    EXPECT_FALSE(read_shape(text, shape)) << text;
  }
}

}  // namespace
}  // namespace conurb::transport
