// SPDX-License-Identifier: Apache-2.0
#include "engine/io/osm.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "tests/engine/io/osm_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {

namespace {

constexpr const char* kFolder = "transport/gtfs_osm_portoalegre";

OsmMap read_text(const std::string& text, OsmFormat format = OsmFormat::xml) {
  return read_osm(text, format, "test.osm");
}

void expect_refused(const std::string& bytes, OsmFormat format) {
  try {
    (void)read_text(bytes, format);
    FAIL() << "was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_data);
    EXPECT_EQ(error.where(), "test.osm");
  }
}

}  // namespace

TEST(OsmReader, RawCountsOfPortoAlegreAreThoseOfTheReference) {
  CONURB_NEED_SHARED_DATA(kFolder);
  const auto folder = shared_data() / kFolder;
  const OsmCounts counts = read_osm_file(folder / "poa_osm.pbf").counts;
  const Json reference = parse_json(slurp(folder / "ref_osm_raw_counts.json"), "reference");
  EXPECT_EQ(counts.highway_ways, reference.at("highway_ways"));
  EXPECT_EQ(Json(counts.highway_ways_by_class), reference.at("by_class"));
  EXPECT_EQ(counts.oneway_yes, reference.at("oneway_yes"));
  EXPECT_EQ(counts.with_lanes, reference.at("ways_with_lanes_tag"));
  EXPECT_EQ(counts.traffic_signal_nodes, reference.at("traffic_signal_nodes"));
  EXPECT_EQ(counts.crossing_nodes, reference.at("crossing_nodes"));
  EXPECT_EQ(counts.bus_stop_nodes, reference.at("bus_stop_nodes"));
  EXPECT_EQ(counts.turn_restrictions, reference.at("turn_restriction_relations"));
  EXPECT_EQ(counts.building_ways, reference.at("building_ways"));
  EXPECT_EQ(counts.parking_ways, reference.at("amenity_parking_ways"));
  const Json& lengths = reference.at("centreline_km_by_class");
  ASSERT_EQ(counts.highway_m_by_class.size(), lengths.size());
  for (const auto& [name, metres] : counts.highway_m_by_class)
    EXPECT_NEAR(metres / 1000, lengths.at(name).get<double>(), 5.01e-4) << name;  // of three digits
}

TEST(OsmReader, MultipolygonsKeepTheirInnerRings) {
  MapText text;
  text.box(1, 0, 0, 100, 100, {});
  text.box(2, 40, 40, 20, 20, {});
  text.multipolygon(7, {{1, "outer"}, {2, "inner"}}, {{"natural", "water"}});
  const OsmMap map = text.map();
  ASSERT_EQ(map.areas.size(), 1U);
  EXPECT_EQ(external_id(map.areas[0]), "relation/7");
  ASSERT_EQ(map.rings.size(), 2U);
  EXPECT_TRUE(map.rings[0].outer);
  EXPECT_FALSE(map.rings[1].outer);
}

TEST(OsmReader, AreasThatAreNoneAreNamed) {
  MapText text;
  text.node(1, 0, 0);
  text.node(2, 10, 10);
  text.node(3, 10, 0);
  text.node(4, 0, 10);
  text.way(5, {1, 2, 3, 4, 1}, {{"building", "yes"}});    // a bow tie
  text.way(6, {1, 2, 99, 4, 1}, {{"natural", "water"}});  // node 99 is not there
  text.way(8, {1, 3}, {});
  text.multipolygon(9, {{8, "outer"}}, {{"landuse", "grass"}});    // open
  text.multipolygon(10, {{77, "outer"}}, {{"landuse", "grass"}});  // way 77 is not there
  const OsmMap map = text.map();
  EXPECT_TRUE(map.areas.empty());
  EXPECT_EQ(map.findings.count("osm.self_crossing"), 1U);
  EXPECT_EQ(map.findings.count("osm.missing_node"), 1U);
  EXPECT_GE(map.findings.count("osm.open_ring"), 1U);
  EXPECT_EQ(map.findings.count("osm.incomplete_area"), 1U);
}

TEST(OsmReader, MissingNodesOfLinesAreNamed) {
  MapText text;
  text.node(1, 0, 0);
  text.node(2, 10, 0);
  text.way(5, {1, 2, 3}, {{"highway", "residential"}});
  const OsmMap map = text.map();
  ASSERT_EQ(map.lines.size(), 1U);
  EXPECT_TRUE(std::isnan(map.positions[map.lines[0].begin + 2].x));
  EXPECT_EQ(map.findings.count("osm.missing_node"), 1U);
}

TEST(OsmReader, ObjectsOfOneIdCountOnce) {
  MapText text;
  text.node(1, 0, 0);
  text.node(2, 10, 0);
  text.way(5, {1, 2}, {{"highway", "residential"}});
  text.way(5, {2, 1}, {{"highway", "primary"}});
  const OsmMap map = text.map();
  ASSERT_EQ(map.lines.size(), 1U);
  EXPECT_TRUE(map.tags_of(map.lines[0]).is("highway", "residential"));
  EXPECT_EQ(map.counts.ways, 1);
}

TEST(OsmReader, ObjectsInAnyOrderAreReadAsIfSorted) {
  const OsmMap map = read_text(R"(<osm version="0.6">
    <relation id="9"><member type="way" ref="5" role="outer"/><tag k="type" v="multipolygon"/>
      <tag k="natural" v="water"/></relation>
    <way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/></way>
    <way id="4"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>
    <node id="3" lat="50.1" lon="9"/><node id="1" lat="50" lon="9"/><node id="2" lat="50" lon="9.1"/>
    <node id="2" lat="50" lon="9.1"><tag k="natural" v="tree"/></node></osm>)");
  EXPECT_EQ(map.areas.size(), 1U);
  ASSERT_EQ(map.lines.size(), 1U);
  EXPECT_EQ(map.positions[map.lines[0].begin].x, 9);
  EXPECT_EQ(map.points.size(), 1U);
  EXPECT_EQ(map.counts.nodes, 3);
}

TEST(OsmReader, NodesBeyondTheEarthAreNamed) {
  const OsmMap map = read_text(
      "<osm version=\"0.6\"><node id=\"1\" lat=\"95\" lon=\"10\"/><node id=\"2\" lat=\"50\" lon=\"10\">"
      "<tag k=\"natural\" v=\"tree\"/></node></osm>");
  EXPECT_EQ(map.points.size(), 1U);
  EXPECT_EQ(map.findings.count("osm.bad_position"), 1U);
}

TEST(OsmReader, BytesThatAreNoMapAreRefusedInOneMessage) {
  for (const char* bytes :
       {"", "nonsense", "<osm version=\"0.6\">", "<gpx></gpx>", "<osm version=\"0.6\"></osm>",
        "<osm version=\"0.6\"><node id=\"1\" lat=\"x\" lon=\"10\"/></osm>",
        "<!DOCTYPE o [<!ENTITY a \"b\">]><osm version=\"0.6\"></osm>"}) {
    expect_refused(bytes, OsmFormat::xml);
    expect_refused(bytes, OsmFormat::pbf);
  }
}

TEST(OsmReader, TruncatedFilesAreRefusedWhereverTheyEnd) {
  MapText text;
  text.box(1, 0, 0, 100, 100, {{"building", "yes"}});
  const std::string whole = text.text();
  for (std::size_t size = 40; size + 8 < whole.size(); size += 37)
    expect_refused(whole.substr(0, size), OsmFormat::xml);
  CONURB_NEED_SHARED_DATA(kFolder);
  const std::string pbf = slurp(shared_data() / kFolder / "poa_osm.pbf");
  for (const std::size_t size : {std::size_t{3}, std::size_t{100}, pbf.size() / 2, pbf.size() - 1})
    expect_refused(pbf.substr(0, size), OsmFormat::pbf);
}

TEST(OsmReader, AFileThatIsNotThereIsSaidToBeSo) {
  EXPECT_THROW((void)read_osm_file("/nowhere/map.osm.pbf"), Error);
}

TEST(OsmReader, CompressedXmlIsReadByItsName) {
  const TempDir folder("osm");
  MapText text;
  text.node(1, 0, 0, {{"natural", "tree"}});
  std::ofstream(folder.path() / "a.osm") << text.text();
  EXPECT_EQ(read_osm_file(folder.path() / "a.osm").points.size(), 1U);
  const auto pack = [&](const char* program, const char* name) {
    const std::string command =
        fmt::format("{} -c {}/a.osm > {}/{}", program, folder.path().string(), folder.path().string(), name);
    return std::system(command.c_str()) == 0;
  };
  ASSERT_TRUE(pack("gzip", "b.osm.gz"));
  EXPECT_EQ(read_osm_file(folder.path() / "b.osm.gz").points.size(), 1U);
  if (!pack("bzip2", "c.osm.bz2")) GTEST_SKIP() << "there is no bzip2 here";
  EXPECT_EQ(read_osm_file(folder.path() / "c.osm.bz2").points.size(), 1U);
}

}  // namespace conurb::io
