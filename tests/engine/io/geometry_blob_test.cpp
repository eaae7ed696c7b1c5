// SPDX-License-Identifier: Apache-2.0
#include "engine/io/geometry_blob.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/io/geometry_append.hpp"
#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

using city::GeometryStore;

/// Everything that can be asked of a store, compared.
void expect_same(const GeometryStore& a, const GeometryStore& b) {
  ASSERT_EQ(a.vertex_count(), b.vertex_count());
  ASSERT_EQ(a.geometry_count(), b.geometry_count());
  ASSERT_EQ(a.surface_count(), b.surface_count());
  ASSERT_EQ(a.ring_count(), b.ring_count());
  ASSERT_EQ(a.tile_count(), b.tile_count());
  ASSERT_EQ(a.template_vertex_count(), b.template_vertex_count());
  EXPECT_TRUE(std::ranges::equal(a.coordinates(), b.coordinates()));
  for (std::uint32_t t = 0; t < a.tile_count(); ++t) EXPECT_EQ(a.tile(t), b.tile(t));
  for (std::uint32_t v = 0; v < a.vertex_count(); ++v) ASSERT_EQ(a.tile_of_vertex(v), b.tile_of_vertex(v));
  for (std::uint32_t v = 0; v < a.template_vertex_count(); ++v)
    EXPECT_EQ(a.template_vertex(v), b.template_vertex(v));
  for (std::uint32_t r = 0; r < a.ring_count(); ++r) ASSERT_TRUE(std::ranges::equal(a.ring(r), b.ring(r)));
  for (std::uint32_t g = 0; g < a.geometry_count(); ++g) {
    ASSERT_EQ(a.type(g), b.type(g));
    ASSERT_EQ(a.lod_text(g), b.lod_text(g));
    ASSERT_EQ(a.owner(g), b.owner(g));
    ASSERT_EQ(a.tile_of(g), b.tile_of(g));
    ASSERT_EQ(a.surfaces(g).end, b.surfaces(g).end);
    ASSERT_EQ(a.shells(g).end, b.shells(g).end);
    ASSERT_EQ(a.solids(g).end, b.solids(g).end);
    ASSERT_EQ(a.semantics(g).end, b.semantics(g).end);
    for (std::uint32_t s = a.surfaces(g).begin; s < a.surfaces(g).end; ++s) {
      ASSERT_EQ(a.semantic_of(g, s), b.semantic_of(g, s));
      ASSERT_EQ(a.surface_type(s), b.surface_type(s));
    }
    const city::Instance *one = a.instance(g), *other = b.instance(g);
    ASSERT_EQ(one == nullptr, other == nullptr);
    if (one == nullptr) continue;
    EXPECT_EQ(one->template_geometry, other->template_geometry);
    EXPECT_EQ(one->anchor, other->anchor);
    EXPECT_EQ(one->matrix, other->matrix);
  }
  for (std::uint32_t row = 0; row < a.semantic_count(); ++row) {
    ASSERT_EQ(a.semantic_raw(row), b.semantic_raw(row));
    ASSERT_EQ(a.semantic_type(row), b.semantic_type(row));
  }
}

TEST(GeometryBlob, EveryRealFileComesBackToTheBit) {
  CONURB_NEED_SHARED_DATA("city3d/cityjson");
  CityJsonReader reader;
  for (const char* folder : {"city3d/cityjson", "city3d/cityjsonseq"}) {
    for (const auto& entry : std::filesystem::directory_iterator(shared_data() / folder)) {
      SCOPED_TRACE(entry.path().filename().string());
      const CityModel model = reader.read_file(entry.path());
      const std::vector<std::byte> bytes = encode_geometry(model.geometry);
      const GeometryStore back = decode_geometry(bytes);
      expect_same(model.geometry, back);
      EXPECT_EQ(encode_geometry(back), bytes);
    }
  }
}

TEST(GeometryBlob, NothingIsSomethingToo) {
  const GeometryStore back = decode_geometry(encode_geometry(GeometryStore()));
  EXPECT_EQ(back.geometry_count(), 0U);
}

TEST(GeometryBlob, BytesThatEndEarlyOrAreChangedAreRefusedOrHarmless) {
  ModelText text;
  text.add_box("a", {});
  text.add_box("b", {10, 0, 0, 4, 4, 4});
  const std::vector<std::byte> bytes = encode_geometry(text.model().geometry);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW((void)decode_geometry(std::span(bytes).first(size)), Error) << size;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int value : {0, 1, 127, 128, 255}) {
      std::vector<std::byte> changed = bytes;
      changed[at] = static_cast<std::byte>(value);
      try {
        decode_geometry(changed).validate();
      } catch (const Error&) {
      }
    }
  }
}

TEST(GeometryAppend, CopiesWhatHasAnOwnerAndTellsWhereItWent) {
  ModelText text;
  text.add_box("a", {});
  text.add_box("b", {20, 0, 0, 4, 4, 4});
  const CityModel model = text.model();
  GeometryStore target;
  const AppendedGeometry first =
      append_geometry(target, model.geometry, std::vector<std::uint32_t>{7, city::kNone});
  const AppendedGeometry second =
      append_geometry(target, model.geometry, std::vector<std::uint32_t>{city::kNone, 3});
  target.validate();
  ASSERT_EQ(target.geometry_count(), 2U);
  EXPECT_EQ(target.owner(0), 7U);
  EXPECT_EQ(target.owner(1), 3U);
  EXPECT_EQ(target.vertex_count(), 16U);
  EXPECT_EQ(first.geometry, (std::vector<std::uint32_t>{0, city::kNone}));
  EXPECT_EQ(second.surface[6], 6U);
  EXPECT_EQ(target.semantic_types()[target.surface_type(6)], "GroundSurface");
}

TEST(GeometryAppend, TemplatesComeAlong) {
  CONURB_NEED_SHARED_DATA("city3d/cityjsonseq");
  CityJsonReader reader;
  const CityModel model = reader.read_file(shared_data() / "city3d/cityjsonseq/fcb_geom_temp.city.jsonl");
  std::vector<std::uint32_t> owners(model.objects.size());
  for (std::uint32_t i = 0; i < owners.size(); ++i) owners[i] = i;
  GeometryStore target;
  append_geometry(target, model.geometry, owners);
  append_geometry(target, model.geometry, owners);
  target.validate();
  EXPECT_EQ(target.geometry_count(), 2 * model.geometry.geometry_count());
}

}  // namespace
}  // namespace conurb::io
