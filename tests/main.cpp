// SPDX-License-Identifier: Apache-2.0
// The main function of every test program. GoogleTest calls a run in which tests were skipped a success; here
// it ends with code 77, so that ctest names what was not tested.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

constexpr int kSkipped = 77;  // SKIP_RETURN_CODE in cmake/ListSuites.cmake

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);  // and GoogleTest with it
  const int failed = RUN_ALL_TESTS();
  return failed == 0 && testing::UnitTest::GetInstance()->skipped_test_count() > 0 ? kSkipped : failed;
}
