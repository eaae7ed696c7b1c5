// SPDX-License-Identifier: Apache-2.0
#include "engine/io/image_path.hpp"

#include <gtest/gtest.h>

namespace conurb::io {
namespace {

TEST(ImagePath, OnlyRelativePathsWithoutAStepUpStayInside) {
  for (const char* const path : {"a.png", "images/a.png", "./a.png", "images\\a.png", "..a/b..png", "a..b/c"})
    EXPECT_TRUE(stays_inside(path)) << path;
  for (const char* const path : {"", "/a.png", "\\a.png", "C:\\a.png", "c:a.png", "http://a.b/c.png",
                                 "file:///a.png", "..", "../a.png", "a/../../b.png", "a\\..\\b.png", "a/.."})
    EXPECT_FALSE(stays_inside(path)) << path;
}

TEST(ImagePath, ANameHasSlashesOnly) {
  EXPECT_EQ(image_name("images\\walls\\a.png"), "images/walls/a.png");
}

TEST(ImagePath, AnAddressOfTheWebIsAWarningAndAPathOutOfTheFolderAnError) {
  EXPECT_EQ(outside_image("https://a.b/c.png", "here").severity, Severity::warning);
  const Finding found = outside_image("../c.png", "here");
  EXPECT_EQ(found.severity, Severity::error);
  EXPECT_EQ(found.place, "here");
  EXPECT_EQ(found.rule, "appearance.texture_path");
}

}  // namespace
}  // namespace conurb::io
