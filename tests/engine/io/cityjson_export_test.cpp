// SPDX-License-Identifier: Apache-2.0
// Exports that differ from what came in: edited, pruned, put together, in another form or version.
#include "engine/io/cityjson_export.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/city/expression.hpp"
#include "engine/store/journal.hpp"
#include "tests/engine/io/city_round_trip.hpp"
#include "tests/engine/io/cityjson_compare.hpp"
#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kHead =
    R"("version":"2.0","transform":{"scale":[0.001,0.001,0.001],"translate":[85000.0,446000.0,0.0]})";
const std::string kVertices =
    R"([[0,0,0],[10000,0,0],[10000,10000,0],[0,10000,0],[50000,0,0],[60000,0,0],[60000,10000,0]])";

std::string document(const std::string& objects, const std::string& more = "") {
  return R"({"type":"CityJSON",)" + kHead + more + R"(,"CityObjects":{)" + objects + R"(},"vertices":)" +
         kVertices + "}";
}
std::string surface(const std::string& ring, const std::string& more = "") {
  return R"({"type":"MultiSurface","lod":"2","boundaries":[[)" + ring + "]]" + more + "}";
}

class CityJsonExport : public testing::Test {
 protected:
  void import(const std::string& text, const std::string& source = "one") {
    CityJsonReader reader;
    trip_.import(reader.read(text, source), source);
  }
  Json exported(CityJsonExportOptions options = {}, const std::vector<std::string>& sources = {}) {
    return Json::parse(trip_.export_text(std::move(options), sources));
  }
  std::vector<Json> lines(CityJsonExportOptions options = {}) {
    options.sequence = true;
    std::vector<Json> found;
    std::istringstream text(trip_.export_text(options));
    for (std::string line; std::getline(text, line);) found.push_back(Json::parse(line));
    return found;
  }
  /// Changes the city as a branch of it would, and exports that.
  template <class Change>
  Json changed(const Change& change) {
    store::CityFile file = store::CityFile::open(trip_.path(), store::Mode::read_only);
    city::City city = file.load();
    city.set_geometry(load_geometry(file));
    change(city);
    return Json::parse(trip_.export_text(file, city, {}));
  }
  static void set(city::City& city, const std::string& table, const std::string& id,
                  const std::string& column, const city::Value& value) {
    city::Table& t = city.edit(table);
    for (std::int64_t row = 0; row < t.rows(); ++row) {
      if (t.column("object_id").get(row) != city::Value(id)) continue;
      const std::vector<std::int64_t> rows{row};
      t.set(t.index_of(column), rows, value);
    }
  }
  CityJsonExportOptions where(const std::string& text, const std::string& table = "building") {
    store::CityFile file = store::CityFile::open(trip_.path(), store::Mode::read_only);
    const city::City city = file.load();
    CityJsonExportOptions options;
    options.wanted = objects_of_rows(city, table, city::Expression::parse(text).bind(city, table).select());
    return options;
  }
  static std::vector<std::string> ids(const Json& text) {
    std::vector<std::string> found;
    for (const auto& [id, object] : text["CityObjects"].items()) found.push_back(id);
    return found;
  }

  TempDir folder_;
  Jobs jobs_{1};
  RoundTrip trip_{folder_.path() / "city.gpkg", test_options(jobs_)};
};

TEST_F(CityJsonExport, EditedValuesComeOutAndUntouchedOnesAsTheyWere) {
  import(document(R"("a":{"type":"Building","attributes":{"yearOfConstruction":1931,"h":12.50,"n":7,"ok":true,
      "owner":"x","tags":["p",1.0],"none":null},"geometry":[)" +
                  surface("[0,1,2]") + R"(]},
      "b":{"type":"Building","attributes":{"yearOfConstruction":1940,"h":3,"ok":false}},
      "r":{"type":"Road","attributes":{"lanes":2,"width":6.50}})"));
  const Json out = changed([](city::City& city) {
    set(city, "building", "a", "year_of_construction", 1950.0);
    set(city, "building", "a", "owner", std::string("y"));
    set(city, "building", "a", "ok", 0.0);
    set(city, "building", "b", "h", 3.25);
    set(city, "road", "r", "lanes", 4.0);
  });
  const Json& a = out["CityObjects"]["a"]["attributes"];
  EXPECT_EQ(a.dump(), R"({"h":12.5,"n":7,"none":null,"ok":false,"owner":"y","tags":["p",1.0],)"
                      R"("yearOfConstruction":1950})");
  EXPECT_EQ(out["CityObjects"]["b"]["attributes"].dump(),
            R"({"h":3.25,"ok":false,"yearOfConstruction":1940})");
  EXPECT_EQ(out["CityObjects"]["r"]["attributes"].dump(), R"({"lanes":4,"width":6.5})");
  EXPECT_EQ(trip_.result.edited, 5);
  EXPECT_THAT(trip_.export_text({}), HasSubstr(R"("h":12.50,)"));
}

TEST_F(CityJsonExport, AValueThatWasClearedIsNullAndOneThatWasAddedStandsUnderItsName) {
  import(document(R"("a":{"type":"Building","attributes":{"owner":"x"}},
      "b":{"type":"Building","attributes":{"bouwjaar":1900}},"c":{"type":"Building"})"));
  const Json out = changed([this](city::City& city) {
    set(city, "building", "a", "owner", city::Value());
    set(city, "building", "c", "year_of_construction", 1980.0);
    set(city, "building", "c", "wall_u_value", 0.2);
    const city::Id c = city.table("building").ids()[2];
    trip_.edited.add("building", "year_of_construction", c);
    trip_.edited.add("building", "wall_u_value", c);
    trip_.edited.sort();
  });
  EXPECT_TRUE(out["CityObjects"]["a"]["attributes"]["owner"].is_null());
  EXPECT_EQ(out["CityObjects"]["b"]["attributes"].dump(), R"({"bouwjaar":1900})");
  EXPECT_EQ(out["CityObjects"]["c"]["attributes"].dump(), R"({"bouwjaar":1980,"wall_u_value":0.2})");
}

TEST_F(CityJsonExport, ASelectionKeepsFamiliesAndTheGroupsOfItsMembers) {
  import(document(R"("a":{"type":"Building","attributes":{"yearOfConstruction":1900},"children":["a1"],
      "parents":["g"],"geometry":[)" +
                  surface("[0,1,2]") + R"(]},"a1":{"type":"BuildingPart","parents":["a"],
      "geometry":[)" +
                  surface("[0,2,3]") + R"(]},"b":{"type":"Building","attributes":{"yearOfConstruction":2000},
      "parents":["g"],"geometry":[)" +
                  surface("[4,5,6]") + R"(]},"g":{"type":"CityObjectGroup",
      "children":["b","a"],"children_roles":["new","old"]},"h":{"type":"CityObjectGroup","children":["b"]})"));
  const Json old = exported(where("year_of_construction < 1950"));
  EXPECT_THAT(ids(old), ElementsAre("a", "a1", "g"));
  EXPECT_EQ(old["CityObjects"]["g"]["children"].dump(), R"(["a"])");
  EXPECT_EQ(old["CityObjects"]["g"]["children_roles"].dump(), R"(["old"])");
  EXPECT_EQ(old["vertices"].size(), 4u);
  EXPECT_THAT(ids(exported(where("object_id == \"a1\"", "city_object"))), ElementsAre("a", "a1", "g"));
  EXPECT_THAT(ids(exported(where("object_id == \"h\"", "city_object"))), ElementsAre("b", "g", "h"));
  CityJsonExportOptions none = where("year_of_construction < 1800");
  EXPECT_THAT(ids(exported(none)), ElementsAre());
}

TEST_F(CityJsonExport, ABoxKeepsWhatReachesIntoIt) {
  import(document(R"("a":{"type":"Building","geometry":[)" + surface("[0,1,2]") +
                      R"(]},"b":{"type":"Building","geometry":[)" + surface("[4,5,6]") + "]}",
                  R"(,"metadata":{"geographicalExtent":[0,0,0,1,1,1],"title":"t"})"));
  store::CityFile file = store::CityFile::open(trip_.path(), store::Mode::read_only);
  city::City city = file.load();
  city.set_geometry(load_geometry(file));
  CityJsonExportOptions options;
  options.wanted = objects_in_box(city, 85045, 446000, 85055, 446010);
  const Json out = Json::parse(trip_.export_text(file, city, options));
  EXPECT_THAT(ids(out), ElementsAre("b"));
  EXPECT_EQ(out["metadata"]["title"], "t");
  EXPECT_EQ(out["metadata"]["geographicalExtent"].dump(), "[85050.0,446000.0,0.0,85060.0,446010.0,0.0]");
  EXPECT_THROW((void)objects_in_box(city, 1, 0, 0, 1), Error);
}

TEST_F(CityJsonExport, RetiredObjectsStayBehindWithTheirParts) {
  import(document(R"("a":{"type":"Building","children":["a1"]},"a1":{"type":"BuildingPart","parents":["a"]},
      "b":{"type":"Building","children":["b1"]},"b1":{"type":"BuildingPart","parents":["b"]})"));
  const Json out = changed([](city::City& city) {
    const std::vector<std::int64_t> first{0}, second{1};
    city.edit("building").retire(first);
    city.edit("building_part").retire(second);
  });
  EXPECT_THAT(ids(out), ElementsAre("b"));
  EXPECT_FALSE(out["CityObjects"]["b"].contains("children"));
}

const std::string kLooks =
    R"(,"appearance":{"materials":[{"name":"red"},{"name":"blue"}],"textures":[{"type":"PNG","image":"../../x.png"}],
    "vertices-texture":[[0.0,0.5],[1.0,1.0],[0.25,0.0]],"default-theme-material":"m"})";

std::string looking(const std::string& ring, int material, const std::string& texture) {
  return surface(ring, R"(,"material":{"m":{"values":[)" + std::to_string(material) +
                           R"(]}},"texture":{"t":{"values":[[)" + texture + "]]}}");
}

TEST_F(CityJsonExport, APartOfACityTakesTheLooksThatItUses) {
  import(document(R"("a":{"type":"Building","attributes":{"yearOfConstruction":1900},"geometry":[)" +
                      looking("[0,1,2]", 0, "[null]") +
                      R"(]},"b":{"type":"Building","attributes":{"yearOfConstruction":2000},"geometry":[)" +
                      looking("[4,5,6]", 1, "[0,2,1,2]") + "]}",
                  kLooks));
  const Json out = exported(where("year_of_construction > 1950"));
  EXPECT_EQ(
      out["appearance"].dump(),
      R"({"default-theme-material":"m","materials":[{"name":"blue"}],)"
      R"("textures":[{"image":"../../x.png","type":"PNG"}],"vertices-texture":[[0.25,0.0],[1.0,1.0]]})");
  const Json& geometry = out["CityObjects"]["b"]["geometry"][0];
  EXPECT_EQ(geometry["material"]["m"]["values"].dump(), "[0]");
  EXPECT_EQ(geometry["texture"]["t"]["values"].dump(), "[[[0,0,1,0]]]");
}

std::string with_template(const std::string& id, const std::string& more) {
  return document("\"" + id + R"(":{"type":"SolitaryVegetationObject","geometry":[{"type":"GeometryInstance",
      "template":0,"boundaries":[1],"transformationMatrix":[2,0,0,0,0,2,0,0,0,0,2,0,0,0,0,1]}]})",
                  R"(,"geometry-templates":{"templates":[{"type":"MultiSurface","lod":"2",
      "boundaries":[[[0,1,2]]],"material":{"m":{"value":1}}}],"vertices-templates":[[0.0,0.0,0.0],[1.0,0.0,0.0],[0.0,)" +
                      more + R"(,0.0]]})" + kLooks);
}

TEST_F(CityJsonExport, SeveralSourcesComeTogetherWithTheirTemplatesAndLooks) {
  import(with_template("t1", "1.0"), "one");
  import(with_template("t2", "2.0"), "two");
  const Json out = exported();
  EXPECT_THAT(ids(out), ElementsAre("t1", "t2"));
  const Json& templates = out["geometry-templates"];
  EXPECT_EQ(templates["templates"].size(), 2u);
  EXPECT_EQ(templates["templates"][1]["boundaries"].dump(), "[[[3,4,5]]]");
  EXPECT_EQ(templates["vertices-templates"][5].dump(), "[0.0,2.0,0.0]");
  EXPECT_EQ(out["CityObjects"]["t2"]["geometry"][0]["template"], 1);
  EXPECT_EQ(out["appearance"]["materials"].size(), 4u);
  const auto material = templates["templates"][1]["material"]["m"]["value"].get<std::size_t>();
  EXPECT_EQ(out["appearance"]["materials"][material]["name"], "blue");
  const CityJsonComparison second(with_template("t2", "2.0"), trip_.export_text({}, {"two"}));
  // Its own vertices that nothing uses are no longer in the city's store.
  for (const std::string& each : second.differences()) EXPECT_THAT(each, HasSubstr("/vertices")) << each;
}

TEST_F(CityJsonExport, ObjectsOfOneIdGetTwoInOneFile) {
  import(document(R"("a":{"type":"Building","children":["p"]},"p":{"type":"BuildingPart","parents":["a"]})"),
         "one");
  import(document(R"("a":{"type":"Building","children":["p"]},"p":{"type":"BuildingPart","parents":["a"]})"),
         "two");
  const Json out = exported();
  EXPECT_THAT(ids(out), ElementsAre("a", "a_2", "p", "p_2"));
  EXPECT_EQ(out["CityObjects"]["a_2"]["children"].dump(), R"(["p_2"])");
  EXPECT_EQ(trip_.result.findings.count("export.same_id"), 2u);
  EXPECT_THROW((void)exported({}, {"three"}), Error);
}

TEST_F(CityJsonExport, ADocumentBecomesASequenceAndBack) {
  const std::string text = document(
      R"("a":{"type":"Building","children":["a1"]},"a1":{"type":"BuildingPart","parents":["a"],"geometry":[)" +
          looking("[0,2,3]", 1, "[0,2,1,2]") + R"(]},"b":{"type":"Building","geometry":[)" +
          surface("[4,5,6]") + "]}",
      kLooks);
  import(text);
  const std::vector<Json> features = lines();
  ASSERT_EQ(features.size(), 3u);
  EXPECT_EQ(features[0]["CityObjects"].size(), 0u);
  EXPECT_EQ(features[1]["id"], "a");
  EXPECT_THAT(ids(features[1]), ElementsAre("a", "a1"));
  EXPECT_EQ(features[1]["vertices"].dump(), "[[0,0,0],[10000,10000,0],[0,10000,0]]");
  EXPECT_EQ(features[1]["appearance"]["materials"].dump(), R"([{"name":"blue"}])");
  EXPECT_FALSE(features[2].contains("appearance"));
  const TempDir folder;
  RoundTrip back(folder.path() / "back.gpkg", test_options(jobs_));
  CityJsonExportOptions sequence;
  sequence.sequence = true;
  CityJsonReader reader;
  back.import(reader.read(trip_.export_text(sequence), "seq.city.jsonl"), "seq");
  const CityJsonComparison comparison(text, back.export_text({}));
  // Only the looks that nothing used are gone, and vertices are listed in another order.
  for (const std::string& each : comparison.differences()) {
    EXPECT_THAT(each, ::testing::AnyOf(HasSubstr("/vertices"), HasSubstr("/appearance"),
                                       HasSubstr("/material"), HasSubstr("/texture")));
  }
}

TEST_F(CityJsonExport, TheFirstVersionComesOutAsALaterOne) {
  import(R"({"type":"CityJSON","version":"1.0","metadata":{"datasetTitle":"t",
      "referenceSystem":"urn:ogc:def:crs:EPSG::7415"},"CityObjects":{"a":{"type":"Building",
      "address":{"CountryName":"NL"},"geometry":[{"type":"MultiSurface","lod":2,"boundaries":[[[0,1,2]]]}]},
      "g":{"type":"CityObjectGroup","members":["a"]},"x":{"type":"GenericCityObject"}},
      "vertices":[[85000.5,446000.25,0.0],[85010.5,446000.25,0.0],[85010.5,446010.25,0.125]]})");
  const Json two = exported();
  EXPECT_EQ(two["version"], "2.0");
  EXPECT_EQ(two["metadata"]["title"], "t");
  EXPECT_EQ(two["metadata"]["referenceSystem"], "https://www.opengis.net/def/crs/EPSG/0/7415");
  EXPECT_EQ(two["transform"]["scale"].dump(), "[0.001,0.001,0.001]");
  EXPECT_EQ(two["vertices"][2].dump(), "[85010500,446010250,125]");
  const Json& a = two["CityObjects"]["a"];
  EXPECT_EQ(a["geometry"][0]["lod"], "2");
  EXPECT_EQ(a["address"].dump(), R"([{"CountryName":"NL"}])");
  EXPECT_EQ(a["parents"].dump(), R"(["g"])");
  EXPECT_EQ(two["CityObjects"]["g"]["children"].dump(), R"(["a"])");
  CityJsonExportOptions options;
  options.version = "1.1";
  const Json one = exported(options);
  EXPECT_EQ(one["CityObjects"]["x"]["type"], "+GenericCityObject");
  EXPECT_TRUE(one["extensions"].contains("Generic"));
  // What came out in 1.1 is read without a word.
  EXPECT_EQ(CityJsonReader().read(one.dump(), "v11").findings.count(Severity::error), 0u);
  options.version = "1.0";
  EXPECT_THROW((void)exported(options), Error);
}

TEST_F(CityJsonExport, ObjectsThatNoSourceBroughtAreWrittenFromTheTables) {
  import(
      document(R"("a":{"type":"Building","attributes":{"owner":"x","storeysAboveGround":3},"children":["p"],
      "geometry":[)" +
               surface("[0,1,2]") + R"(]},"p":{"type":"BuildingPart","parents":["a"]})"));
  store::CityFile file = store::CityFile::open(trip_.path(), store::Mode::read_only);
  city::City city = file.load();
  city.set_geometry(load_geometry(file));
  const AttributeMap map = test_options(jobs_).attributes;
  CityJsonExportInput input;
  input.city = &city;
  input.attributes = &map;
  std::string text;
  export_cityjson(input, {}, [&text](std::string_view piece) { text += piece; });
  const Json out = Json::parse(text);
  EXPECT_THAT(ids(out), ElementsAre("a", "p"));
  EXPECT_EQ(out["CityObjects"]["a"]["attributes"]["owner"], "x");
  EXPECT_EQ(out["CityObjects"]["a"]["attributes"]["storeys_above_ground"], 3.0);
  EXPECT_EQ(out["CityObjects"]["a"]["geometry"][0]["boundaries"].dump(), "[[[0,1,2]]]");
  EXPECT_EQ(out["vertices"][1].dump(), "[10000,0,0]");
}

TEST_F(CityJsonExport, FewPeopleAreNotToldOfUnlessTheSourceItselfDid) {
  import(document(R"("a":{"type":"Building","attributes":{"residents":3}},
      "b":{"type":"Building","attributes":{"residents":12}},"c":{"type":"Building"})"));
  EXPECT_EQ(exported()["CityObjects"]["a"]["attributes"].dump(), R"({"residents":3})");
  const Json edited = changed([this](city::City& city) {
    set(city, "building", "b", "residents", 4.0);
    set(city, "building", "c", "residents", 5.0);
    set(city, "building", "c", "jobs", 11.0);
    for (const char* column : {"residents", "jobs"})
      trip_.edited.add("building", column, city.table("building").ids()[2]);
    trip_.edited.sort();
  });
  EXPECT_TRUE(edited["CityObjects"]["b"]["attributes"]["residents"].is_null());
  EXPECT_EQ(edited["CityObjects"]["c"]["attributes"].dump(), R"({"jobs":11.0})");
}

TEST_F(CityJsonExport, FewPeopleOfACityThatWasMadeAreLeftOut) {
  import(document(R"("a":{"type":"Building"},"b":{"type":"Building"},"c":{"type":"Building"})"));
  store::CityFile file = store::CityFile::open(trip_.path(), store::Mode::read_only);
  city::City city = file.load();
  city.set_geometry(load_geometry(file));
  set(city, "building", "a", "residents", 9.0);
  set(city, "building", "a", "jobs", 0.0);
  set(city, "building", "b", "residents", 10.0);
  const AttributeMap map = test_options(jobs_).attributes;
  CityJsonExportInput input;
  input.city = &city;
  input.attributes = &map;
  std::string text;
  const auto result = export_cityjson(input, {}, [&text](std::string_view piece) { text += piece; });
  const Json objects = Json::parse(text)["CityObjects"];
  EXPECT_FALSE(objects["a"]["attributes"].contains("residents"));
  EXPECT_EQ(objects["a"]["attributes"]["jobs"], 0.0);
  EXPECT_EQ(objects["b"]["attributes"]["residents"], 10.0);
  EXPECT_EQ(result.findings.count("export.small_group"), 1u);
}

TEST_F(CityJsonExport, SourcesInDifferentCrsMeetInThatOfTheCityAndComeOutAloneInTheirOwn) {
  const std::string degrees = R"({"type":"CityJSON","version":"2.0","transform":{"scale":[1e-7,1e-7,0.01],
      "translate":[4.35,52.01,0.0]},"metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/4326"},
      "CityObjects":{"d":{"type":"Building","address":[{"location":{"type":"MultiPoint","lod":"1",
      "boundaries":[0]}}],"geometry":[)" +
                              surface("[0,1,2]") + R"(]}},"vertices":[[0,0,0],[1456,0,0],[1456,898,250]]})";
  import(document(R"("a":{"type":"Building","geometry":[)" + surface("[0,1,2]") + "]}",
                  R"(,"metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/7415"})"));
  import(degrees, "two");
  const Json out = exported();
  EXPECT_EQ(out["metadata"]["referenceSystem"], "https://www.opengis.net/def/crs/EPSG/0/28992");
  EXPECT_EQ(out["transform"]["scale"].dump(), "[0.001,0.001,0.001]");
  // By the series of Schreutelkamp and Strang van Hees (2001), good to a metre; heights are taken as they
  // are.
  const Json& ring = out["CityObjects"]["d"]["geometry"][0]["boundaries"][0][0];
  const Json& corner = out["vertices"][ring[2].get<std::size_t>()];
  EXPECT_NEAR(corner[0].get<double>() / 1000 + 85000, 83800.7, 1);
  EXPECT_NEAR(corner[1].get<double>() / 1000 + 446000, 447366.2, 1);
  EXPECT_EQ(corner[2], 2500);
  EXPECT_FALSE(out["CityObjects"]["d"].contains("address"));
  EXPECT_EQ(trip_.result.findings.count("export.other_crs"), 1u);
  const CityJsonComparison alone(degrees, trip_.export_text({}, {"two"}));
  EXPECT_TRUE(alone.differences().empty()) << alone.text();
}

TEST_F(CityJsonExport, GeometryThatWasMendedInTheCityComesOutMended) {
  import(document(R"("a":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"2",
      "boundaries":[[[0,1,2]],[[0,2,3]]],"material":{"m":{"values":[0,1]}}}]})",
                  kLooks));
  const Json out = changed([](city::City& city) {
    // The second surface is taken out and the first turned round.
    const city::GeometryStore& old = *city.geometry();
    auto mended = std::make_shared<city::GeometryStore>();
    const std::uint32_t tile = mended->add_tile(old.tile(0));
    for (std::uint32_t v = 0; v < old.vertex_count(); ++v) {
      const auto p = old.vertex(v);
      mended->add_vertex(p[0], p[1], p[2]);
    }
    for (const std::uint32_t v : {0u, 2u, 1u}) mended->add_index(v);
    mended->end_ring();
    mended->end_surface();
    const auto lod = static_cast<std::uint16_t>(mended->lods().intern("2"));
    mended->end_geometry(city::GeometryType::multi_surface, lod, 0, tile);
    city.set_geometry(mended);
  });
  const Json& geometry = out["CityObjects"]["a"]["geometry"][0];
  EXPECT_EQ(geometry["boundaries"].dump(), "[[[0,2,1]]]");
  EXPECT_FALSE(geometry.contains("material"));
  EXPECT_EQ(trip_.result.findings.count("export.appearance"), 1u);
}

}  // namespace
}  // namespace conurb::io
