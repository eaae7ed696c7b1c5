// SPDX-License-Identifier: Apache-2.0
// Damaged and hostile CityGML, and its packed form.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <zlib.h>

#include <functional>

#include "engine/base/error.hpp"
#include "engine/io/gzip.hpp"
#include "engine/io/xml_stream.hpp"
#include "tests/engine/io/citygml_fixture.hpp"

namespace conurb::io {
namespace {

using namespace fixture;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string message_of(const std::string& text, ErrorCode code) {
  try {
    (void)read_city_gml(text, "test.gml");
  } catch (const Error& error) {
    EXPECT_EQ(to_string(error.code()), to_string(code)) << error.what();
    return error.what();
  }
  return "no error";
}

/// Packed by gzip, as one member.
std::string packed(const std::string& text) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

const std::string kHouse =
    building("<bldg:lod1Solid>" + solid(all(block({0, 0, 0}, {1, 1, 1}, ""))) + "</bldg:lod1Solid>");

TEST(CityGmlHostile, tells_line_and_column_where_xml_breaks) {
  EXPECT_EQ(message_of("<CityModel xmlns='http://www.opengis.net/citygml/2.0'>\n  <a></b>\n</CityModel>",
                       ErrorCode::bad_data),
            "test.gml:2:8: not well-formed XML: mismatched tag; check the file with an XML validator, or ask "
            "where it comes "
            "from for a whole copy");
  const std::string whole = file(kHouse);
  for (std::size_t cut = 1; cut < whole.size(); cut += 37) {
    EXPECT_THAT(message_of(whole.substr(0, cut), ErrorCode::bad_data), StartsWith("test.gml:")) << cut;
  }
}

TEST(CityGmlHostile, refuses_what_is_no_citygml) {
  EXPECT_THAT(message_of("", ErrorCode::bad_data), HasSubstr("empty"));
  EXPECT_THAT(message_of("{\"type\":\"CityJSON\"}", ErrorCode::bad_data), HasSubstr("not well-formed"));
  EXPECT_THAT(
      message_of("<gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml'/>", ErrorCode::bad_data),
      HasSubstr("<FeatureCollection>, not the CityModel"));
  EXPECT_THAT(message_of("<CityModel/>", ErrorCode::bad_data), HasSubstr("not the CityModel of CityGML"));
  EXPECT_THAT(message_of(std::string(100, '\0'), ErrorCode::bad_data), HasSubstr("not well-formed"));
  EXPECT_THAT(message_of(file(kHouse) + "<more/>", ErrorCode::bad_data),
              HasSubstr("junk after document element"));
}

TEST(CityGmlHostile, refuses_entities_and_leaves_other_declarations_alone) {
  const std::string body = file(kHouse), rest = body.substr(body.find("<CityModel"));
  std::string bomb = "<?xml version=\"1.0\"?><!DOCTYPE CityModel [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c < 'j'; ++c) {
    bomb += fmt::format("<!ENTITY {} \"", c);
    for (int i = 0; i < 10; ++i) bomb += fmt::format("&{};", static_cast<char>(c - 1));
    bomb += "\">";
  }
  EXPECT_THAT(message_of(bomb + "]>" + rest, ErrorCode::bad_data), HasSubstr("the entity \"a\""));
  EXPECT_THAT(message_of("<!DOCTYPE CityModel [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + rest,
                         ErrorCode::bad_data),
              HasSubstr("the entity \"x\""));
  EXPECT_THAT(message_of("<!DOCTYPE CityModel [<!ENTITY % p SYSTEM \"http://example.org/p\"> %p;]>" + rest,
                         ErrorCode::bad_data),
              HasSubstr("the entity \"p\""));
  const std::string external = "<!DOCTYPE CityModel SYSTEM \"http://example.org/x.dtd\">";
  EXPECT_THAT(
      message_of(external + file(building("<gml:name>&e;</gml:name>")).substr(body.find("<CityModel")),
                 ErrorCode::bad_data),
      HasSubstr("the entity \"e\""));
  EXPECT_EQ(read(external + rest).objects.size(), 1u);
}

TEST(CityGmlHostile, refuses_depth_long_tags_and_too_many_names_before_they_cost_anything) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  EXPECT_THAT(message_of(file(member(deep)), ErrorCode::limit), HasSubstr("nested deeper than 256"));
  EXPECT_THAT(message_of(file("<a b=\"" + std::string(20 << 20, 'x') + "\"/>"), ErrorCode::limit),
              HasSubstr("a tag is longer than 8 MiB"));
  std::string names;
  for (int i = 0; i < 100001; ++i) names += fmt::format("<n{}/>", i);
  EXPECT_THAT(message_of(file(names), ErrorCode::limit), HasSubstr("100,000 different names"));
  EXPECT_THAT(
      message_of(file(building("<gml:name>" + std::string(65 << 20, 'x') + "</gml:name>")), ErrorCode::limit),
      HasSubstr("a text of more than 64 MiB"));
}

TEST(CityGmlHostile, refuses_links_that_lead_in_a_circle_or_multiply) {
  const auto set = [](const std::string& id, const std::string& members) {
    return "<gml:surfaceMember><gml:CompositeSurface gml:id=\"" + id + "\">" + members +
           "</gml:CompositeSurface></gml:surfaceMember>";
  };
  const auto lod1 = [](const std::string& members) {
    return file(building("<bldg:lod1MultiSurface>" + multi_surface(members) + "</bldg:lod1MultiSurface>"));
  };
  EXPECT_THAT(message_of(lod1(set("a", link("b")) + set("b", link("a"))), ErrorCode::limit),
              HasSubstr("in a circle"));
  std::string bomb = set("s0", surface_member(polygon("0 0 0 1 0 0 1 1 0 0 0 0")));
  for (int i = 1; i < 12; ++i) {
    std::string tenfold;
    for (int n = 0; n < 10; ++n) tenfold += link(fmt::format("s{}", i - 1));
    bomb += set(fmt::format("s{}", i), tenfold);
  }
  EXPECT_THAT(message_of(lod1(bomb), ErrorCode::limit), HasSubstr("beyond reason"));
}

TEST(CityGmlHostile, survives_groups_and_parts_that_hold_themselves) {
  const CityModel model = read(file(
      member("<bldg:Building gml:id=\"a\"><bldg:consistsOfBuildingPart xlink:href=\"#b\"/></bldg:Building>") +
      member("<bldg:Building gml:id=\"b\"><bldg:consistsOfBuildingPart "
             "xlink:href=\"#a\"/><bldg:consistsOfBuildingPart "
             "xlink:href=\"#b\"/></bldg:Building>")));
  EXPECT_EQ(model.findings.count("object.cycle"), 1u);
}

TEST(CityGmlHostile, reads_packed_files_and_tells_when_they_are_cut_off_or_damaged) {
  const std::string text = file(kHouse), whole = packed(text);
  ASSERT_TRUE(is_gzip(whole));
  EXPECT_EQ(read(whole).geometry.surface_count(), 6u);
  // gzip files may be put behind one another.
  EXPECT_EQ(read(packed(text.substr(0, 500)) + packed(text.substr(500))).geometry.surface_count(), 6u);
  EXPECT_EQ(read(whole + std::string(512, '\0')).geometry.surface_count(), 6u) << "padding";
  for (std::size_t cut = 2; cut < whole.size(); cut += 11)
    EXPECT_THAT(message_of(whole.substr(0, cut), ErrorCode::bad_data), StartsWith("test.gml")) << cut;
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x55);
  EXPECT_THAT(message_of(damaged, ErrorCode::bad_data), StartsWith("test.gml"));
  EXPECT_TRUE(looks_like_city_gml(unpacked_start(std::string_view(whole).substr(0, 400), 4096)));
}

TEST(CityGmlHostile, passes_a_long_file_through_in_pieces) {
  // Longer than every buffer, so that numbers and tags are cut anywhere.
  std::string houses;
  for (int i = 0; i < 1200; ++i)
    houses +=
        building("<bldg:lod1Solid>" + solid(all(block({i * 12.0, 0, 0}, {i * 12.0 + 10, 8.125, 3}, ""))) +
                     "</bldg:lod1Solid>",
                 fmt::format("h{}", i));
  const std::string text = file(houses);
  ASSERT_GT(text.size(), std::size_t{1} << 20);
  const CityModel plain = read(text), unpacked = read(packed(text));
  EXPECT_EQ(plain.geometry.surface_count(), 7200u);
  EXPECT_EQ(plain.geometry.vertex_count(), 9600u);
  ASSERT_EQ(unpacked.geometry.vertex_count(), 9600u);
  EXPECT_EQ(plain.findings.kept().size(), 0u);
  EXPECT_TRUE(std::equal(plain.geometry.coordinates().begin(), plain.geometry.coordinates().end(),
                         unpacked.geometry.coordinates().begin()));
}

}  // namespace
}  // namespace conurb::io
