// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scaffold_text.hpp"

namespace conurb::host {

namespace {

constexpr std::string_view kManifest = R"text({
  "id": "org.example.@NAME@",
  "label": "@NAME@",
  "version": "0.1.0",
  "license": "Apache-2.0",
  "description": "A share of every building's footprint",
  "abi": "1.0",
  "exchange": "1 d",

  "tables": {
    "building": {}
  },
  "columns": {
    "building.footprint_area": { "access": "read", "type": "f32", "unit": "m2" },
    "building.@NAME@_area": {
      "access": "write_all", "type": "f32", "unit": "m2", "nullable": true, "range": [0, null],
      "description": "Share of the footprint; null where the footprint is unknown"
    }
  },
  "parameters": {
    "share": {
      "label": "Share", "description": "Share of the footprint that counts", "unit": "1",
      "initial": 0.5, "range": [0, 1], "step": 0.05, "lever": true
    }
  },
  "kpis": {
    "area": {
      "label": "Area that counts", "table": "building", "expression": "sum(@NAME@_area)",
      "unit": "m2", "over": "last", "better": "none"
    }
  },
  "layers": {
    "area": { "label": "Area that counts", "table": "building", "color": "@NAME@_area" }
  },
  "limits": ["Say here what the model cannot tell"]
}
)text";

constexpr std::string_view kCoreHeader =
    R"text(// The model of @NAME@: plain C++ over plain arrays, so that it is tested and measured without a city.
#pragma once

#include <span>

namespace @NAME@_plugin {

/// area[i] = share * footprint[i], m2; NaN (unknown) stays NaN. Both spans have the same length.
void share_of_footprint(std::span<const float> footprint, float share, std::span<float> area);

}  // namespace @NAME@_plugin
)text";

constexpr std::string_view kCore = R"text(#include "core.hpp"

#include <cstddef>

namespace @NAME@_plugin {

void share_of_footprint(std::span<const float> footprint, float share, std::span<float> area) {
  for (std::size_t row = 0; row < area.size(); ++row) area[row] = share * footprint[row];
}

}  // namespace @NAME@_plugin
)text";

constexpr std::string_view kPlugin = R"text(// Maps the columns of plugin.json to the model in core.hpp.
#include "@NAME@_columns.hpp"
#include "core.hpp"
#include "engine/sdk/conurb.hpp"

namespace @NAME@_plugin {

class Plugin {
 public:
  explicit Plugin(conurb::sdk::Host) {}

  // Called at every exchange point. Spans run the padded length of the table; the rows beyond its end are harmless.
  void step(const conurb::sdk::View& view, conurb::sdk::Step&) {
    share_of_footprint(view.read<float>(Column::building_footprint_area),
                       static_cast<float>(view.parameter(Parameter::share)),
                       view.write<float>(Column::building_@NAME@_area));
  }
};

}  // namespace @NAME@_plugin

CONURB_PLUGIN(@NAME@_plugin::Plugin)
)text";

constexpr std::string_view kTest =
    R"text(// Tests the model alone; `conurb plugin check` tests how the plugin behaves in a host.
#include "core.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace {

int failures = 0;

void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s\n", what);
  ++failures;
}

}  // namespace

int main() {
  const std::array footprint{100.0F, 0.0F, std::numeric_limits<float>::quiet_NaN()};
  std::array<float, 3> area{};
  @NAME@_plugin::share_of_footprint(footprint, 0.25F, area);
  check(area[0] == 25.0F, "a quarter of 100 m2 is 25 m2");
  check(area[1] == 0.0F, "nothing of nothing is nothing");
  check(std::isnan(area[2]), "what is unknown stays unknown");
  return failures == 0 ? 0 : 1;
}
)text";

constexpr std::string_view kBuild = R"text(cmake_minimum_required(VERSION 3.25)
project(@NAME@ LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_package(Conurb REQUIRED)
add_library(@NAME@_core STATIC core.cpp)
set_target_properties(@NAME@_core PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_compile_options(@NAME@_core PRIVATE -ffp-contract=off)  # the same bits on every processor
conurb_plugin(@NAME@ SOURCES plugin.cpp MANIFEST plugin.json NAMESPACE @NAME@_plugin LINK @NAME@_core)

enable_testing()
add_executable(@NAME@_test core_test.cpp)
target_link_libraries(@NAME@_test PRIVATE @NAME@_core)
add_test(NAME @NAME@.core COMMAND @NAME@_test)
find_program(CONURB conurb)
if(CONURB)
  add_test(NAME @NAME@.check COMMAND ${CONURB} plugin check $<TARGET_FILE:@NAME@>)
endif()
)text";

constexpr std::string_view kReadme = R"text(# @NAME@

A Conurb plugin. Build and test it:

```
cmake -S . -B build            # -DCMAKE_PREFIX_PATH=... if Conurb is not installed in a usual place
cmake --build build
ctest --test-dir build
```

Use it: `export CONURB_PLUGIN_PATH=$PWD/build/lib/conurb/plugins`, then `conurb plugin list`.
While a run goes on, build again: the plugin is exchanged at the next exchange point.

| file | what it is | change it first |
| --- | --- | --- |
| `plugin.json` | what the plugin reads, writes and offers | id, label, licence, columns |
| `core.hpp`, `core.cpp` | the model, plain C++ | all of it |
| `plugin.cpp` | maps columns to the model | the calls in `step` |
| `core_test.cpp` | tests of the model | with the model |

The names in `@NAME@_columns.hpp` are generated from `plugin.json` at every build. The plugin guide describes every key.
)text";

constexpr SkeletonFile kFiles[] = {
    {"plugin.json", kManifest}, {"core.hpp", kCoreHeader},  {"core.cpp", kCore},    {"plugin.cpp", kPlugin},
    {"core_test.cpp", kTest},   {"CMakeLists.txt", kBuild}, {"README.md", kReadme},
};

}  // namespace

std::span<const SkeletonFile> skeleton_files() {
  return kFiles;
}

}  // namespace conurb::host
