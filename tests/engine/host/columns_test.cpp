// SPDX-License-Identifier: Apache-2.0
// The header that CMake generates and the manifest that the host reads must number everything alike.
#include <gtest/gtest.h>

#include <string>

#include "engine/base/error.hpp"
#include "engine/host/library.hpp"
#include "tricky_columns.hpp"

namespace conurb::host {
namespace {

template <typename Enum>
std::size_t at(Enum index) {
  return static_cast<std::size_t>(index);
}

TEST(GeneratedColumns, NumberEverythingAsTheHostDoes) {
  const Manifest manifest = Library::inspect(CONURB_TEST_PLUGINS "/tricky.so").manifest;
  EXPECT_EQ(manifest.tables.size(), tricky::kTableCount);
  EXPECT_EQ(manifest.columns.size(), tricky::kColumnCount);
  EXPECT_EQ(manifest.parameters.size(), tricky::kParameterCount);
  EXPECT_EQ(manifest.queries.size(), tricky::kQueryCount);

  EXPECT_EQ(manifest.tables.at(at(tricky::Table::road)).spec.name, "road");
  EXPECT_EQ(manifest.tables.at(at(tricky::Table::area)).spec.name, "area");
  EXPECT_EQ(manifest.columns.at(at(tricky::Column::road_width)).spec.name, "width");
  EXPECT_EQ(manifest.columns.at(at(tricky::Column::area_name)).spec.name, "name");
  EXPECT_EQ(manifest.columns.at(at(tricky::Column::building_height)).spec.name, "height");
  EXPECT_EQ(manifest.columns.at(at(tricky::Column::area_count)).spec.name, "count");
  EXPECT_EQ(manifest.parameters.at(at(tricky::Parameter::zeta)).name, "zeta");
  EXPECT_EQ(manifest.parameters.at(at(tricky::Parameter::switch_)).name, "switch");
  EXPECT_EQ(manifest.queries.at(at(tricky::Query::second_to_none)).id, "second_to_none");
  EXPECT_EQ(manifest.queries.at(at(tricky::Query::a)).id, "a");
}

TEST(GeneratedColumns, GiveChoicesTheirValues) {
  const Manifest manifest = Library::inspect(CONURB_TEST_PLUGINS "/tricky.so").manifest;
  EXPECT_EQ(manifest.parameters.at(at(tricky::Parameter::alpha)).initial, tricky::alpha::gas);
  EXPECT_EQ(tricky::alpha::new_, 0);
  EXPECT_EQ(tricky::alpha::heat_pump, 1);
}

}  // namespace
}  // namespace conurb::host
