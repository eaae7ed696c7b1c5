// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.hpp"

#include <gtest/gtest.h>

namespace conurb {
namespace {

TEST(Error, joins_place_cause_and_remedy_into_one_line) {
  const Error error(ErrorCode::bad_data, "vertex index 9 of 8", "delft.city.json:12", "repair the file");
  EXPECT_STREQ(error.what(), "delft.city.json:12: vertex index 9 of 8; repair the file");
  EXPECT_EQ(to_string(error.code()), "bad_data");
}

}  // namespace
}  // namespace conurb
