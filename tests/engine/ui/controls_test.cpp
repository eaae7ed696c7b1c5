// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/controls.hpp"

#include <gtest/gtest.h>

namespace conurb::ui {
namespace {

TEST(NumberIn, reads_numbers_as_people_write_them) {
  EXPECT_EQ(number_in("18.5"), 18.5);
  EXPECT_EQ(number_in("18,5"), 18.5);
  EXPECT_EQ(number_in(" −3 "), -3);
  EXPECT_EQ(number_in("+1e3"), 1000);
  EXPECT_EQ(number_in("12 000"), 12000);
}

TEST(NumberIn, tells_what_is_no_number) {
  for (const char* text : {"", " ", "warm", "1.2.3", "3 m", "nan", "inf", "1e999", "−"})
    EXPECT_FALSE(number_in(text).has_value()) << text;
}

}  // namespace
}  // namespace conurb::ui
