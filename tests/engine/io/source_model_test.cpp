// SPDX-License-Identifier: Apache-2.0
#include "engine/io/source_model.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/io/cityjson.hpp"
#include "engine/io/json_rewrite.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

SourceModel source_of(const std::string& text, const std::string& name = "test") {
  Jobs jobs(1);
  SourceModel source;
  source.model = CityJsonReader().read(text, name);
  source.hashes = hash_objects(source.model, jobs);
  return source;
}

std::string source_city(const std::string& objects, const std::string& transform = "[0.0,0.0,0.0]",
                        const std::string& vertices = "[[0,0,0],[1,0,0],[0,1,0]]") {
  return R"({"type":"CityJSON","version":"2.0","transform":{"scale":[0.5,0.5,0.5],"translate":)" + transform +
         R"(},"CityObjects":{)" + objects + R"(},"vertices":)" + vertices + "}";
}

TEST(SourceModel, ComesBackFromItsBytes) {
  CONURB_NEED_SHARED_DATA("city3d/conformance");
  for (const char* const name :
       {"conformance/corpus_v20/cityjson_fake_complete.city.json", "cityjsonseq/fcb_geom_temp.city.jsonl",
        "invalid/s_attr_odd.city.json", "cityjson/templates_group_v11.city.json"}) {
    SCOPED_TRACE(name);
    const SourceModel source = source_of(slurp(shared_data() / "city3d" / name), name);
    const std::vector<std::byte> bytes = encode_source(source);
    const SourceModel back = decode_source(bytes);
    EXPECT_EQ(encode_source(back), bytes);
    EXPECT_EQ(back.hashes, source.hashes);
    EXPECT_EQ(back.model.templates, source.model.templates);
  }
}

TEST(SourceModel, BytesThatAreNoneAreRefused) {
  const std::vector<std::byte> bytes =
      encode_source(source_of(source_city(R"("a":{"type":"Building","attributes":{"n":1.50,"t":"x"}})")));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW((void)decode_source(std::span(bytes).first(length)), Error) << length;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::vector<std::byte> damaged = bytes;
    damaged[at] ^= std::byte{0x55};
    try {
      (void)encode_source(decode_source(damaged));
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::internal) << at;
    }
  }
}

TEST(SourceModel, HashesTellAttributesFromGeometry) {
  const std::string surface = R"("geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]}])";
  const auto hash = [&](const std::string& attributes, const std::string& transform,
                        const std::string& vertices) {
    return source_of(
               source_city(R"("a":{"type":"Building","attributes":{)" + attributes + "}," + surface + "}",
                           transform, vertices))
        .hashes[0];
  };
  const std::string still = "[0.0,0.0,0.0]", triangle = "[[0,0,0],[1,0,0],[0,1,0]]";
  const ObjectHash first = hash(R"("n":1,"t":"x")", still, triangle);
  EXPECT_EQ(hash(R"("t":"x","n":1)", still, triangle), first) << "the order of attributes";
  EXPECT_EQ(hash(R"("n":1,"t":"x")", "[1.0,0.0,0.0]", "[[-2,0,0],[-1,0,0],[-2,1,0]]"), first)
      << "another transform of the same place";
  EXPECT_EQ(hash(R"("n":2,"t":"x")", still, triangle).geometry, first.geometry);
  EXPECT_NE(hash(R"("n":2,"t":"x")", still, triangle).attributes, first.attributes);
  EXPECT_NE(hash(R"("n":1.0,"t":"x")", still, triangle).attributes, first.attributes);
  EXPECT_NE(hash(R"("n":1,"t":"x")", still, "[[0,0,0],[1,0,0],[0,1,1]]").geometry, first.geometry);
  EXPECT_EQ(hash(R"("n":1,"t":"x")", still, "[[0,0,0],[1,0,0],[0,1,1]]").attributes, first.attributes);
  // In a column that other objects have widened the value is the same.
  const SourceModel mixed =
      source_of(source_city(R"("a":{"type":"Building","attributes":{"n":1,"t":"x"},)" + surface +
                            R"(},"b":{"type":"Building","attributes":{"n":2.5,"t":[]}})"));
  EXPECT_EQ(mixed.hashes[0], first);
}

TEST(JsonRewrite, ReplacesTheNumbersOfBoundariesAlone) {
  const std::string text = R"({"lod":2,"boundaries":[[0,12],[3]],"x":[1],"y":{"boundaries":[4],"z":5}})";
  EXPECT_EQ(
      with_boundary_indices(text, [](std::string_view token) { return "<" + std::string(token) + ">"; }),
      R"({"lod":2,"boundaries":[[<0>,<12>],[<3>]],"x":[1],"y":{"boundaries":[<4>],"z":5}})");
  EXPECT_EQ(with_numbers("[[7,1.5],[null,[3]]]",
                         [](std::string_view, std::size_t place) { return std::to_string(place); }),
            "[[0,1],[null,[0]]]");
  EXPECT_EQ(member_of(R"("a\"b":1,"c":[2])", "a\"b"), "1");
  EXPECT_EQ(string_of(R"("a\u00e9")"), "aé");
}

}  // namespace
}  // namespace conurb::io
