// SPDX-License-Identifier: Apache-2.0
#include "engine/script/sandbox.hpp"
#include <gtest/gtest.h>
TEST(S, x) { conurb::script::Sandbox s; s.run("local a = 1 return a", "x.lua"); }
