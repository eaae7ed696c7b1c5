// SPDX-License-Identifier: Apache-2.0
// Every file of the shared data in and out again: what comes out is what went in.
#include <algorithm>
#include <iostream>

#include "tests/engine/io/city_round_trip.hpp"
#include "tests/engine/io/cityjson_compare.hpp"
#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const std::vector<std::string>& folders) {
  std::vector<fs::path> files;
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::directory_iterator(shared_data() / "city3d" / folder)) {
      if (entry.path().filename() != "index.json" && entry.path().filename() != "expected.json")
        files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// A file as its own kind of text, through a city file.
class Lossless : public testing::Test {
 protected:
  std::string there_and_back(const std::string& text, const fs::path& name, const std::string& version = "") {
    const TempDir folder;
    RoundTrip trip(folder.path() / "city.gpkg", test_options(jobs_));
    CityJsonReader reader;
    CityModel model = reader.read(text, name.filename().string());
    const CityModel whole = reader.read(text, name.filename().string());
    ImportResult result = trip.import(std::move(model), name.filename().string());
    CityJsonExportOptions options;
    options.sequence = name.extension() == ".jsonl";
    options.version = version;
    const std::string out = trip.export_text(options);
    EXPECT_EQ(trip.result.objects, whole.objects.size());
    EXPECT_EQ(trip.result.edited, 0);
    return out;
  }
  /// The same without a file on the disk.
  std::string through(const std::string& text, const fs::path& name) {
    CityJsonExportOptions options;
    options.sequence = name.extension() == ".jsonl";
    return through_memory(CityJsonReader().read(text, name.filename().string()), test_options(jobs_),
                          options);
  }
  Jobs jobs_{1};
};

TEST_F(Lossless, GivesBackEveryRealAndConformanceFile) {
  CONURB_NEED_SHARED_DATA("city3d/conformance");
  std::size_t compared = 0, equal = 0;
  for (const fs::path& file : files_of({"cityjson", "cityjsonseq", "conformance/corpus_v20", "versioning"})) {
    SCOPED_TRACE(file.filename().string());
    const std::string text = slurp(file);
    const std::string out = there_and_back(text, file);
    const CityJsonComparison comparison(text, out);
    EXPECT_TRUE(comparison.differences().empty()) << comparison.text();
    ++compared;
    equal += comparison.differences().empty() ? 1 : 0;
    std::cout << file.filename().string() << (comparison.differences().empty() ? ": equal\n" : ": differs\n");
  }
  EXPECT_GE(compared, 59u);
  validation::row("city",
                  {"out as they came in: " + std::to_string(equal) + " of " + std::to_string(compared) +
                       " real and conformance files",
                   validation::this_test(), "coordinates half a step, all else exact", validation::met()});
}

// What a repair or a newer version makes of a file is written differently, and stays so.
TEST_F(Lossless, AFileWithFaultsComesOutInAFormThatStays) {
  CONURB_NEED_SHARED_DATA("city3d/invalid");
  std::size_t read = 0, equal = 0;
  for (const fs::path& file : files_of({"invalid", "conformance/corpus_invalid"})) {
    SCOPED_TRACE(file.filename().string());
    const std::string text = slurp(file);
    std::string once;
    try {
      once = through(text, file);
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::internal) << error.what();
      continue;  // refused, as cityjson_invalid_test.cpp holds it to
    }
    ++read;
    const CityJsonComparison again(once, through(once, file));
    EXPECT_TRUE(again.differences().empty()) << again.text();
    try {
      equal += CityJsonComparison(text, once).differences().empty() ? 1 : 0;
    } catch (const nlohmann::detail::exception&) {  // lines that are no JSON are left out
    }
  }
  EXPECT_GE(read, 70u);
  // Not as they came in: versions that are none (4), version 1.0 (2), an id given twice (2), vertices that
  // are no triples of integers (2), and a broken line.
  EXPECT_GE(equal, read - 10);
  validation::row("city", {"the same for invalid and odd files that can be read: " + std::to_string(equal) +
                               " of " + std::to_string(read) + ", the others with a repair",
                           validation::this_test(), "equal", validation::met()});
}

TEST_F(Lossless, TheReferenceMeasuresHoldForWhatComesOut) {
  CONURB_NEED_SHARED_DATA("city3d/cityjson");
  CityJsonReader reader;
  for (const char* const name :
       {"cityjson/denhaag_subset_v11.city.json", "cityjsonseq/vienna_v11.city.jsonl"}) {
    const fs::path file = shared_data() / "city3d" / name;
    const CityModel before = reader.read_file(file);
    const CityModel after = reader.read(there_and_back(slurp(file), file), "out");
    const city::GeometryStore &a = before.geometry, &b = after.geometry;
    EXPECT_EQ(a.vertex_count(), b.vertex_count());
    EXPECT_EQ(encode_geometry(a), encode_geometry(b)) << name;
    EXPECT_EQ(hash_objects(before, jobs_), hash_objects(after, jobs_)) << name;
  }
}

TEST_F(Lossless, ACoordinateSystemThatIsConvertedInTheCityComesOutAsItWas) {
  // Longitude and latitude in steps of a hundred-millionth of a degree, heights in centimetres.
  const std::string text = R"({"type":"CityJSON","version":"2.0",
      "transform":{"scale":[1e-8,1e-8,0.01],"translate":[4.35,52.01,0.0]},
      "metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/4326"},
      "CityObjects":{"a":{"type":"Building","attributes":{"n":1.50},"address":[{"location":{"type":"MultiPoint",
      "lod":"1","boundaries":[3]}}],"geometry":[{"type":"Solid","lod":"1","boundaries":[[[[0,3,2,1]],[[4,5,6,7]],
      [[0,1,5,4]],[[1,2,6,5]],[[2,3,7,6]],[[3,0,4,7]]]]}]}},
      "vertices":[[0,0,0],[14567,0,0],[14567,8987,0],[0,8987,0],[0,0,900],[14567,0,900],[14567,8987,900],
      [0,8987,900]]})";
  const CityJsonComparison comparison(text, there_and_back(text, "degrees.city.json"));
  EXPECT_TRUE(comparison.differences().empty()) << comparison.text();
}

TEST_F(Lossless, KeepsWhatTheTablesHaveNoPlaceFor) {
  const std::string text = R"({"type":"CityJSON","version":"1.1","transform":{"scale":[1.0,1.0,1.0],
      "translate":[0.0,0.0,0.0]},"extensions":{"Noise":{"url":"http://gone/noise.json","version":"0.5"}},
      "+census":{"men":49.50,"big":9007199254740993},"CityObjects":{
      "b":{"type":"Building","attributes":{},"children":[],"geometry":[],"+x":[1,2.0,{"y":null}]},
      "c":{"type":"Building","attributes":{"i":5,"r":5.0,"z":5.10,"e":1e3,"n":null,"m":-0,"t":"\u00e9\n",
      "l":[1.0,"a"],"huge":{"deep":[123456789012345678901234567890]},"yearOfConstruction":1931},"parents":["nowhere"]},
      "d":{"type":"Building","attributes":{"i":5.25,"r":7,"z":"text","yearOfConstruction":1931.0}},
      "e":{"type":"+Alien","geometry":[{"type":"MultiSurface","lod":"2","boundaries":[[[0,1,2]]],
      "semantics":{"surfaces":[],"values":[null]}},{"type":"Solid","lod":"2","boundaries":[[[[0,1,2]],[[0,2,1]]]],
      "semantics":{"surfaces":[{"type":"RoofSurface","slope":33.40}],"values":null},"texture":{"t":{"values":
      [[[[null]],[[null]]]]}}},{"type":"Solid","lod":"2","boundaries":[[[0,1,2]]]}]}},
      "vertices":[[0,0,0],[1,0,0],[0,1,0],[9,9,9]]})";
  const CityJsonComparison comparison(text, there_and_back(text, "odd.city.json"));
  EXPECT_TRUE(comparison.differences().empty()) << comparison.text();
}

TEST_F(Lossless, FeaturesWithoutObjectsAndVerticesThatAreNoneComeOutToo) {
  const std::string text = R"({"type":"CityJSON","version":"2.0","transform":{"scale":[1.0,1.0,1.0],
"translate":[0.0,0.0,0.0]},"CityObjects":{},"vertices":[]}
{"type":"CityJSONFeature","id":"none","CityObjects":{},"vertices":[]}
{"type":"CityJSONFeature","id":"a","CityObjects":{"a":{"type":"Building","geometry":[
{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]},{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,3]]]}
]}},"vertices":[[0,0,0],[1,0,0],[0,1,0],[5,"x"],[7,7,7]]})";
  std::string lines = text;
  lines.erase(std::remove(lines.begin(), lines.end(), '\n'), lines.end());
  for (std::size_t at = 1; (at = lines.find("{\"type\":\"CityJSONF", at + 1)) != std::string::npos; ++at) {
    lines.insert(at, 1, '\n');
  }
  const CityJsonComparison comparison(lines, through(lines, "x.city.jsonl"));
  EXPECT_TRUE(comparison.differences().empty()) << comparison.text();
}

TEST_F(Lossless, ASequenceThatIsNothingButItsHeaderKeepsTheObjectsInIt) {
  const std::string text =
      R"({"type":"CityJSON","version":"2.0","transform":{"scale":[1.0,1.0,1.0],"translate":[0.0,0.0,0.0]},)"
      R"("CityObjects":{"a":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"1",)"
      R"("boundaries":[[[0,1,2]]]}]}},"vertices":[[0,0,0],[1,0,0],[0,1,0]]})"
      "\n";
  const CityJsonComparison comparison(text, through(text, "x.city.jsonl"));
  EXPECT_TRUE(comparison.differences().empty()) << comparison.text();
}

TEST_F(Lossless, TheComparisonSeesEachKindOfDifference) {
  const std::string text = R"({"CityObjects":{"a":{"n":5,"boundaries":[0,1]}},"vertices":[[0,0,0],[1,0,0]]})";
  const auto differs = [&text](const std::string& from, const std::string& to) {
    std::string other = text;
    other.replace(other.find(from), from.size(), to);
    return !CityJsonComparison(text, other).differences().empty();
  };
  EXPECT_TRUE(differs("5", "5.0"));
  EXPECT_TRUE(differs("[0,1]", "[1,0]"));
  EXPECT_TRUE(differs("[1,0,0]", "[2,0,0]"));
  EXPECT_TRUE(differs("\"n\"", "\"m\""));
  const std::string renumbered =
      R"({"CityObjects":{"a":{"boundaries":[1,0],"n":5}},"vertices":[[1,0,0],[0,0,0]]})";
  const CityJsonComparison same(text, renumbered);
  EXPECT_EQ(same.differences().size(), 2u) << "the lists of vertices alone";
}

}  // namespace
}  // namespace conurb::io
