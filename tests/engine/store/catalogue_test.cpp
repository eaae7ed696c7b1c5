// SPDX-License-Identifier: Apache-2.0
#include "engine/store/catalogue.hpp"

#include <fmt/format.h>

#include "store_testing.hpp"

namespace conurb::store {
namespace {

TEST(Catalogue, a_source_imported_again_keeps_its_number_and_its_objects) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  file.save(small_city(10));
  Catalogue catalogue(file);
  SourceRecord source;
  source.name = "3DBAG";
  source.file_hash = "one";
  source.attribution = "© 3DBAG by tudelft3d and 3DGI";
  const std::int64_t id = catalogue.put_source(source);
  source.file_hash = "two";
  EXPECT_EQ(catalogue.put_source(source), id);
  ASSERT_EQ(catalogue.sources().size(), 1U);
  EXPECT_EQ(catalogue.sources()[0].file_hash, "two");

  std::vector<Identity> identities;
  for (int i = 0; i < 10; ++i) identities.push_back({fmt::format("Pand.{}", i), i + 1});
  catalogue.put_identities(id, "building", identities);
  const Identity moved[] = {{"Pand.3", 77}};
  catalogue.put_identities(id, "building", moved);
  const std::string wanted[] = {"Pand.9", "unknown", "Pand.3"};
  EXPECT_EQ(catalogue.find(id, "building", wanted), (std::vector<city::Id>{10, 0, 77}));
  EXPECT_EQ(catalogue.identities(id, "building").size(), 10U);
  EXPECT_EQ(catalogue.find(id, "sensor", wanted), (std::vector<city::Id>{0, 0, 0}));
  EXPECT_EQ(error_of([&] { (void)catalogue.find(id, "tree", wanted); }).code(), ErrorCode::not_found);
}

TEST(Catalogue, provenance_of_a_row_comes_before_that_of_its_column) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Catalogue catalogue(file);
  EXPECT_EQ(catalogue.provenance("building", "height"), Provenance::unknown);
  catalogue.put_provenance("building", "height", Provenance::derived, 1);
  const city::Id rows[] = {5, 6};
  catalogue.put_provenance("building", "height", rows, Provenance::measured, 1);
  EXPECT_EQ(catalogue.provenance("building", "height"), Provenance::derived);
  EXPECT_EQ(catalogue.provenance("building", "height", 4), Provenance::derived);
  EXPECT_EQ(catalogue.provenance("building", "height", 5), Provenance::measured);
  EXPECT_EQ(catalogue.known("building", "height", 5).source, 1);
  EXPECT_EQ(catalogue.known("building", "depth", 5).source, 0);
  EXPECT_EQ(catalogue.rows_of("building", "height", Provenance::measured), (std::vector<city::Id>{5, 6}));
  EXPECT_TRUE(catalogue.rows_of("building", "height", Provenance::derived).empty());
}

TEST(Catalogue, findings_of_a_source_go_when_it_is_imported_anew) {
  const TempFolder folder;
  CityFile file = CityFile::create(folder / "a.gpkg");
  Catalogue catalogue(file);
  const Finding findings[] = {
      {Severity::warning, "open_shell", "volume from footprint x height", "building", 3, "line 5", 1, 1},
      {Severity::error, "bad_line", "left out", "", 0, "line 9", 2, 4}};
  catalogue.add_findings(findings);
  EXPECT_EQ(catalogue.findings(), (std::vector<Finding>{findings[0], findings[1]}));
  catalogue.clear_findings(1);
  EXPECT_EQ(catalogue.findings(), (std::vector<Finding>{findings[1]}));
}

}  // namespace
}  // namespace conurb::store
