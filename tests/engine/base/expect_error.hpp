// SPDX-License-Identifier: Apache-2.0
// Checks that a call throws conurb::Error of a kind whose text holds some words.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "engine/base/error.hpp"

namespace conurb::test {

template <typename Call>
void expect_error(ErrorCode code, const std::string& words, Call&& call) {
  try {
    call();
    ADD_FAILURE() << "expected an Error with: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(to_string(error.code()), to_string(code)) << error.what();
    EXPECT_THAT(error.what(), testing::HasSubstr(words));
  }
}

}  // namespace conurb::test
