// SPDX-License-Identifier: Apache-2.0
// Syntheses that fill rows which are there, one on what the other made.
#include <gmock/gmock.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FilledImport : public testing::Test {
 protected:
  FilledImport() {
    ModelText text;
    text.add_box("a", {}, R"("residents":3)");
    text.add_box("b", {.x = 50});
    CityImport import(city::City(), {}, test_options(jobs_));
    import.add(CityJsonReader().read(text.text(), "model"), named("model"));
    base_ = import.finish().city;
  }

  static store::SourceRecord named(const std::string& name) {
    store::SourceRecord record;
    record.name = name;
    return record;
  }

  /// The city of an import with `value` in a column of building, and `more` rows.
  static city::FilledCity filled(const CityImport& import, const std::string& column,
                                 const std::vector<float>& values, std::int64_t more = 0) {
    city::FilledCity result{import.city(), {}, {}, {}};
    const auto t = static_cast<std::size_t>(result.city.find("building"));
    city::Table& table = result.city.edit(t);
    if (more > 0) table.insert(more, 0);
    const auto cells = table.column(column).modify<float>();
    std::copy(values.begin(), values.end(), cells.begin());
    table.mark_changed(table.index_of(column));
    result.columns.push_back({t, table.index_of(column)});
    return result;
  }

  Jobs jobs_{1};
  city::City base_;
};

TEST_F(FilledImport, WhatWasEmptyIsDerivedAndWhatWasThereIsNot) {
  CityImport import(base_, {}, test_options(jobs_));
  import.adopt(filled(import, "residents", {3, 5}), named("people"));
  const ImportResult result = import.finish();
  ASSERT_THAT(result.sources, SizeIs(1));
  const ImportedSource& source = result.sources[0];
  EXPECT_EQ(source.updated.at("building"), 1);
  ASSERT_THAT(source.provenance, SizeIs(1));
  EXPECT_EQ(source.provenance[0].provenance, store::Provenance::derived);
  EXPECT_THAT(source.provenance[0].ids, ElementsAre(base_.table("building").ids()[1]));
}

TEST_F(FilledImport, AColumnThatWasWhollyEmptyIsDerivedAsAWhole) {
  CityImport import(base_, {}, test_options(jobs_));
  import.adopt(filled(import, "jobs", {7, 0}), named("people"));
  const ImportResult result = import.finish();
  EXPECT_THAT(result.sources[0].provenance, SizeIs(1));
  EXPECT_THAT(result.sources[0].provenance[0].ids, IsEmpty());
  EXPECT_EQ(result.sources[0].updated.at("building"), 2);
}

TEST_F(FilledImport, NothingGivenIsNothingSaid) {
  CityImport import(base_, {}, test_options(jobs_));
  import.adopt(filled(import, "residents", {3, std::nanf("")}), named("people"));
  const ImportResult result = import.finish();
  EXPECT_THAT(result.sources[0].provenance, IsEmpty());
  EXPECT_THAT(result.sources[0].updated, IsEmpty());
}

TEST_F(FilledImport, TheSecondFindsWhatTheFirstMade) {
  CityImport import(base_, {}, test_options(jobs_));
  import.adopt(filled(import, "dwellings", {1, 2, 3}, 1), named("builder"));
  EXPECT_EQ(import.city().table("building").rows(), 3);
  import.adopt(filled(import, "jobs", {1, 2, 3}), named("people"));
  const ImportResult result = import.finish();
  ASSERT_THAT(result.sources, SizeIs(2));
  EXPECT_EQ(result.sources[0].inserted.at("building"), 1);
  EXPECT_EQ(result.sources[1].updated.at("building"), 3);
  EXPECT_FALSE(result.sources[1].inserted.contains("building"));
  EXPECT_EQ(result.city.table("building").column("dwellings").get(2), city::Value(3.0));
  EXPECT_EQ(result.city.table("building").column("jobs").get(2), city::Value(3.0));
}

TEST_F(FilledImport, FilesComeBeforeNoSynthesis) {
  ModelText text;
  text.add_box("c", {.x = 90});
  CityImport import(base_, {}, test_options(jobs_));
  import.add(CityJsonReader().read(text.text(), "model"), named("more"));
  EXPECT_THROW(import.adopt({import.city(), {}, {}, {}}, named("people")), Error);
}

}  // namespace
}  // namespace conurb::io
