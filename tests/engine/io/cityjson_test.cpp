// SPDX-License-Identifier: Apache-2.0
#include "engine/io/cityjson.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A file with the given CityObjects and vertices of a cube of 10 m.
std::string city(const std::string& objects, const std::string& more = "") {
  return R"({"type":"CityJSON","version":"2.0",)"
         R"("transform":{"scale":[0.001,0.001,0.001],"translate":[85000,446000,0]},)"
         R"("CityObjects":{)" +
         objects +
         R"(},"vertices":[[0,0,0],[10000,0,0],[10000,10000,0],[0,10000,0],[0,0,10000],[10000,0,10000],)" +
         R"([10000,10000,10000],[0,10000,10000]])" + more + "}";
}

CityModel read_model(const std::string& text) {
  CityModel model = CityJsonReader().read(text, "test");
  model.validate();
  return model;
}

const AttributeColumn& json_column(const CityModel& model, const char* type, const char* name) {
  const AttributeColumn* const found = model.attributes[model.objects.types.find(type)].find(name);
  if (found == nullptr) throw Error(ErrorCode::not_found, name);
  return *found;
}

std::string extra(const CityModel& model, const char* key) {
  for (const auto& [name, value] : model.root_extra) {
    if (name == key) return value;
  }
  return "none";
}

TEST(CityJson, keeps_odd_attribute_values_to_the_last_digit) {
  const CityModel model =
      read_model(city(R"("b":{"type":"Building","attributes":{"null":null,"list":[1, "x", {"y": 2}],
      "text":"\u5927\u962a \ud83c\udfd9 \"q\" \\ \n","huge":1e+308,
      "minus":-0.0,"exact":9007199254740993,"empty":"",
      "yes":true,"big":18446744073709551615,"tiny":1e-400}})"));
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  EXPECT_TRUE(json_column(model, "Building", "null").is_null(0));
  EXPECT_EQ(model.text(json_column(model, "Building", "list"), 0), R"([1,"x",{"y":2}])");
  EXPECT_EQ(model.text(json_column(model, "Building", "text"), 0), "大阪 🏙 \"q\" \\ \n");
  EXPECT_EQ(json_column(model, "Building", "huge").as_real(0), 1e308);
  EXPECT_TRUE(std::signbit(json_column(model, "Building", "minus").as_real(0)));
  EXPECT_EQ(json_column(model, "Building", "exact").as_integer(0), 9007199254740993);
  EXPECT_EQ(model.text(json_column(model, "Building", "empty"), 0), "");
  EXPECT_TRUE(json_column(model, "Building", "yes").as_boolean(0));
  EXPECT_EQ(model.text(json_column(model, "Building", "big"), 0), "18446744073709551615");
  EXPECT_EQ(model.text(json_column(model, "Building", "tiny"), 0), "1e-400");
}

TEST(CityJson, keeps_what_it_does_not_understand_beside_its_owner) {
  const CityModel model =
      read_model(city(R"("b":{"type":"+Tower","geographicalExtent":[ 0, 1 ],"hugo":"ledoux","geometry":[
      {"type":"MultiSurface","lod":"2","boundaries":[[[0,1,2]]],"material":{"m":{"value":0}},"+x":1}]})",
                      R"(,"+census":{"n": 3},"appearance":{"materials":[{"name":"a"}]},"extensions":{})"));
  EXPECT_EQ(model.objects.extra.at(0), R"("geographicalExtent":[0,1],"hugo":"ledoux")");
  EXPECT_EQ(model.geometry_extra.at(0), R"("material":{"m":{"value":0}},"+x":1)");
  EXPECT_EQ(extra(model, "+census"), R"({"n":3})");
  EXPECT_EQ(extra(model, "appearance"), R"({"materials":[{"name":"a"}]})");
  EXPECT_EQ(extra(model, "extensions"), "{}");
  EXPECT_THAT(model.findings.kept(), IsEmpty());
}

TEST(CityJson, builds_the_hierarchy_and_leaves_groups_out_of_it) {
  const CityModel model = read_model(city(R"("part":{"type":"BuildingPart","parents":["group","house"]},
      "house":{"type":"Building","children":["part"],"parents":["group"]},
      "group":{"type":"CityObjectGroup","children":["part","house"]})"));
  const ObjectTable& objects = model.objects;
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  EXPECT_EQ(objects.parent[0], 1u);
  EXPECT_EQ(objects.root[0], 1u);
  EXPECT_EQ(objects.parent[1], kNone);
  EXPECT_THAT(objects.parents_of(0), ElementsAre(2u, 1u));
  EXPECT_THAT(objects.children_of(2), ElementsAre(0u, 1u));
}

TEST(CityJson, cuts_a_long_cycle_once) {
  std::string objects;
  for (int i = 0; i < 1000; ++i) {
    const std::string next = std::to_string((i + 1) % 1000), before = std::to_string((i + 999) % 1000);
    if (i > 0) objects += ',';
    objects += json_quoted(std::to_string(i)) + R"(:{"type":"BuildingPart","parents":[")" + next +
               R"("],"children":[")" + before + "\"]}";
  }
  const CityModel model = read_model(city(objects));
  EXPECT_EQ(model.findings.count("object.cycle"), 1u);
}

TEST(CityJson, reads_members_in_any_order) {
  // Delft's files put boundaries before the type; Vienna's put values before surfaces.
  const CityModel model = read_model(
      city(R"("b":{"geometry":[{"semantics":{"values":[0,null],"surfaces":[{"type":"RoofSurface"}]},
      "boundaries":[[[0,1,2]],[[0,2,3]]],"lod":"2.2","type":"MultiSurface"}],"type":"Building"})"));
  ASSERT_EQ(model.geometry.geometry_count(), 1u);
  EXPECT_EQ(model.geometry.lod_text(0), "2.2");
  EXPECT_EQ(model.geometry.semantic_types()[model.geometry.surface_type(0)], "RoofSurface");
  EXPECT_EQ(model.geometry.surface_type(1), city::kNoName);
}

TEST(CityJson, a_guess_of_the_depth_is_corrected_by_the_type) {
  const CityModel model = read_model(city(R"("b":{"type":"Building","geometry":[
      {"boundaries":[[],[[0,1,2]]],"lod":"2","type":"MultiSurface"},
      {"boundaries":[[[0,1,2]]],"lod":"2","type":"Solid"}]})"));
  ASSERT_EQ(model.geometry.geometry_count(),
            1u);  // the surface without rings is left out, the shallow solid refused
  EXPECT_EQ(model.geometry.surfaces(0).size(), 1u);
  EXPECT_EQ(model.findings.count("geometry.empty_ring"), 1u);
  EXPECT_EQ(model.findings.count("geometry.depth"), 1u);
  EXPECT_THAT(std::string(model.rejected_geometry.at(0)), ::testing::HasSubstr(R"("type":"Solid")"));
}

TEST(CityJson, gives_wide_coordinates_tiles_of_their_own) {
  const CityModel model = CityJsonReader().read(
      std::string(
          R"({"type":"CityJSON","version":"2.0","transform":{"scale":[0.001,0.001,0.001],"translate":[0,0,0]},
      "CityObjects":{"near":{"type":"Building",
      "geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]}]},
      "far":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[3,4,5]]]}]},
      "both":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,5]]]}]}},
      "vertices":[[0,0,0],[1000,0,0],[0,1000,0],[90000000000,0,0],[90000001000,0,0],[90000000000,1000,7]]})"),
      "wide");
  model.validate();
  ASSERT_EQ(model.geometry.geometry_count(), 2u);
  const city::Point3 p = model.geometry.world(model.geometry.ring(1)[2], model.geometry.tile_of(1));
  EXPECT_DOUBLE_EQ(p[0], 90000000.0);
  EXPECT_DOUBLE_EQ(p[2], 0.007);
  EXPECT_EQ(model.findings.count("geometry.too_wide"), 1u);
  EXPECT_NE(extra(model, "vertices"), "none");
}

TEST(CityJson, finds_the_wide_coordinates_of_a_later_feature) {
  const std::string header =
      R"({"type":"CityJSON","version":"2.0",)"
      R"("transform":{"scale":[1,1,1],"translate":[0,0,0]},"CityObjects":{},"vertices":[]})";
  const auto feature = [](const std::string& id, const std::string& boundary, const std::string& vertices) {
    return "\n{\"type\":\"CityJSONFeature\",\"id\":\"" + id + "\",\"CityObjects\":{\"" + id +
           R"(":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[)" + boundary +
           "]]}]}},\"vertices\":" + vertices + "}";
  };
  const CityModel model = read_model(header + feature("a", "[0,1,2]", "[[0,0,0],[1,0,0],[0,1,0]]") +
                                     feature("b", "[1,2,3]",
                                             "[[0,0,0],[90000000000,0,0],[90000000001,0,0],"
                                             "[90000000000,1,7]]"));
  model.validate();
  ASSERT_EQ(model.geometry.geometry_count(), 2u);
  const city::Point3 p = model.geometry.world(model.geometry.ring(1)[2], model.geometry.tile_of(1));
  EXPECT_DOUBLE_EQ(p[0], 90000000000.0);
  EXPECT_DOUBLE_EQ(p[2], 7);
}

TEST(CityJson, quantises_real_coordinates_of_version_1_0_to_their_own_decimals) {
  const CityModel model = read_model(
      R"({"type":"CityJSON","version":"1.0","CityObjects":{"b":{"type":"Building","geometry":[
      {"type":"MultiSurface","lod":2,"boundaries":[[[0,1,2]]]}]}},"vertices":[[85000.125,446000.5,-1],
      [85010,446000.25,0],[85010.0,446010.0,0.0]]})");
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  EXPECT_EQ(model.geometry.tile(0).scale[0], 1e-3);
  const city::Point3 p = model.geometry.world(0, 0);
  EXPECT_DOUBLE_EQ(p[0], 85000.125);
  EXPECT_DOUBLE_EQ(p[1], 446000.5);
  EXPECT_DOUBLE_EQ(p[2], -1);
  EXPECT_EQ(model.geometry.lod_text(0), "2");
}

TEST(CityJson, takes_a_broken_feature_back_completely) {
  const std::string header =
      R"({"type":"CityJSON","version":"2.0",)"
      R"("transform":{"scale":[1,1,1],"translate":[0,0,0]},"CityObjects":{},"vertices":[]})";
  const auto feature = [](const std::string& id, const std::string& tail) {
    return "\n{\"type\":\"CityJSONFeature\",\"id\":\"" + id + "\",\"CityObjects\":{\"" + id +
           R"(":{"type":"Building","attributes":{"n":1},)"
           R"("geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]}]})" +
           tail + "},\"vertices\":[[0,0,0],[1,0,0],[0,1,0]]}";
  };
  const CityModel whole = read_model(header + feature("a", "") + feature("c", ""));
  const CityModel broken =
      read_model(header + feature("a", "") +
                 feature("b", R"(,"b2":{"type":"Building","attributes":{"n":tru}})") + feature("c", ""));
  EXPECT_EQ(broken.objects.size(), 2u);
  EXPECT_EQ(broken.objects.ids.find("b"), kNone);
  EXPECT_EQ(broken.objects.feature[1], 1u);
  EXPECT_EQ(broken.geometry.vertex_count(), whole.geometry.vertex_count());
  EXPECT_EQ(json_column(broken, "Building", "n").count(), 2u);
  EXPECT_EQ(broken.findings.count("sequence.broken_line"), 1u);
  EXPECT_EQ(broken.findings.kept()[0].place.substr(0, 6), "line 3");
}

TEST(CityJson, one_reader_reads_many_files_alike) {
  CONURB_NEED_SHARED_DATA("city3d/cityjson");
  CityJsonReader reader;
  const auto path = shared_data() / "city3d/cityjson/delft_v20.city.json";
  const CityModel first = reader.read_file(path);
  const std::string text = slurp(path);
  const CityModel second = reader.read(text, "memory");
  EXPECT_EQ(first.objects.size(), second.objects.size());
  EXPECT_TRUE(std::ranges::equal(first.geometry.coordinates(), second.geometry.coordinates()));
  EXPECT_EQ(first.texts.size(), second.texts.size());
}

TEST(CityJson, refuses_a_missing_file_and_a_folder_with_a_reason) {
  CityJsonReader reader;
  try {
    (void)reader.read_file("/no/such/city.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
  }
  EXPECT_THROW((void)reader.read_file("."), Error);
}

TEST(CityJson, counts_a_fault_that_comes_a_million_times_without_keeping_each) {
  std::string objects;
  for (int i = 0; i < 5000; ++i) {
    if (i > 0) objects += ',';
    objects += json_quoted(std::to_string(i)) + R"(:{"type":"Nonsense"})";
  }
  const CityModel model = read_model(city(objects));
  EXPECT_EQ(model.findings.count("object.unknown_type"), 5000u);
  EXPECT_EQ(model.findings.kept().size(), FindingList::kKeptPerRule);
}

}  // namespace
}  // namespace conurb::io
