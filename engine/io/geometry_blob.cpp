// SPDX-License-Identifier: Apache-2.0
#include "engine/io/geometry_blob.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/io/byte_stream.hpp"
#include "engine/io/looks_blob.hpp"
#include "engine/io/name_blob.hpp"
#include "engine/store/blobs.hpp"

namespace conurb::io {

using city::GeometryStore;
using city::kNoName;
using city::kNone;
using city::Range;

namespace {

constexpr std::uint8_t kGeometryVersion = 2, kWithoutLooks = 1;

// Codes that may be "none" are written plus one.
std::uint64_t plus_one(std::uint16_t code) {
  return code == kNoName ? 0 : std::uint64_t{code} + 1;
}

void write_frames(const GeometryStore& store, ByteWriter& out) {
  out.number(store.tile_count());
  for (std::uint32_t t = 0; t < store.tile_count(); ++t) {
    const city::Tile& tile = store.tile(t);
    for (const double value : tile.scale) out.real(value);
    for (const double value : tile.translate) out.real(value);
    for (const std::int64_t value : tile.origin) out.signed_number(value);
  }
  out.number(store.template_vertex_count());
  for (std::uint32_t v = 0; v < store.template_vertex_count(); ++v) {
    for (const double value : store.template_vertex(v)) out.real(value);
  }
}

void write_vertices(const GeometryStore& store, ByteWriter& out) {
  const std::uint32_t count = store.vertex_count();
  out.reserve(std::size_t{count} * 7);
  out.number(count);
  for (std::uint32_t v = 0; v < count;) {
    const std::uint32_t tile = store.tile_of_vertex(v);
    // Vertices of a tile lie in runs; the end of a run is found by doubling steps.
    std::uint32_t last = v;
    for (std::uint32_t step = 1; step != 0;) {
      const bool same =
          last + step < count && last + step > last && store.tile_of_vertex(last + step) == tile;
      last = same ? last + step : last;
      step = same ? step * 2 : step / 2;
    }
    out.number(tile);
    out.number(last - v + 1);
    v = last + 1;
  }
  const auto all = store.coordinates();
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::int64_t before = 0;
    for (std::size_t i = axis; i < all.size(); i += 3) {
      out.signed_number(all[i] - before);
      before = all[i];
    }
  }
}

class StructureWriter {
 public:
  explicit StructureWriter(const GeometryStore& store) : store_(store) {
    indices.reserve(std::size_t{store.ring_count()} * 6);
    structure.reserve(std::size_t{store.ring_count()} * 2 + std::size_t{store.geometry_count()} * 8);
    structure.number(store.geometry_count());
    for (std::uint32_t g = 0; g < store.geometry_count(); ++g) write(g);
  }

  ByteWriter structure, indices, semantics;

 private:
  void write(std::uint32_t g) {
    structure.byte(static_cast<std::uint8_t>(store_.type(g)));
    structure.number(plus_one(store_.lod(g)));
    structure.signed_number(std::int64_t{store_.owner(g)} - owner_);
    owner_ = store_.owner(g);
    structure.number(store_.tile_of(g));
    if (const city::Instance* instance = store_.instance(g)) {
      structure.number(instance->template_geometry);
      structure.number(instance->anchor);
      for (const double value : instance->matrix) structure.real(value);
    } else if (city::is_solid_type(store_.type(g))) {
      structure.number(store_.solids(g).size());
      for (std::uint32_t so = store_.solids(g).begin; so < store_.solids(g).end; ++so) {
        const Range shells = store_.shells_of_solid(so);
        structure.number(shells.size());
        for (std::uint32_t sh = shells.begin; sh < shells.end; ++sh) write(store_.surfaces_of_shell(sh));
      }
    } else {
      write(store_.surfaces(g));
    }
    write_semantics(g);
  }

  void write(Range surfaces) {
    structure.number(surfaces.size());
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      structure.number(store_.rings(s).size());
      for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
        const auto ring = store_.ring(r);
        structure.number(ring.size());
        for (const std::uint32_t v : ring) {
          indices.signed_number(std::int64_t{v} - index_);
          index_ = v;
        }
      }
    }
  }

  void write_semantics(std::uint32_t g) {
    const Range rows = store_.semantics(g);
    semantics.number(rows.size());
    for (std::uint32_t row = rows.begin; row < rows.end; ++row) {
      semantics.number(plus_one(store_.semantic_type(row)));
      semantics.text(store_.semantic_raw(row));
    }
    if (rows.size() == 0) return;
    for (std::uint32_t s = store_.surfaces(g).begin; s < store_.surfaces(g).end; ++s) {
      const std::uint32_t row = store_.semantic_of(g, s);
      semantics.number(row == kNone ? 0 : std::uint64_t{row - rows.begin} + 1);
    }
  }

  const GeometryStore& store_;
  std::int64_t owner_ = 0, index_ = 0;
};

void read_frames(GeometryStore& store, ByteReader& in) {
  for (std::size_t left = in.count(); left > 0; --left) {
    city::Tile tile;
    for (double& value : tile.scale) value = in.real();
    for (double& value : tile.translate) value = in.real();
    for (std::int64_t& value : tile.origin) value = in.signed_number();
    store.add_tile(tile);
  }
  for (std::size_t left = in.count(); left > 0; --left) {
    city::Point3 point;
    for (double& value : point) value = in.real();
    store.add_template_vertex(point);
  }
}

void read_vertices(GeometryStore& store, ByteReader& in) {
  struct Run {
    std::uint32_t tile;
    std::size_t count;
  };
  const std::size_t count = in.count();
  std::vector<Run> runs;
  for (std::size_t known = 0; known < count;) {
    const auto tile = static_cast<std::uint32_t>(in.number(kMost32));
    const auto length = static_cast<std::size_t>(in.number(count - known));
    if (length == 0 || tile >= store.tile_count()) ByteReader::fail();
    runs.push_back({tile, length});
    known += length;
  }
  std::array<std::vector<std::int32_t>, 3> axes;
  for (std::vector<std::int32_t>& axis : axes) {
    axis.resize(count);
    std::int64_t value = 0;
    for (std::int32_t& each : axis) {
      value += in.signed_number();
      if (value < std::numeric_limits<std::int32_t>::min() ||
          value > std::numeric_limits<std::int32_t>::max()) {
        ByteReader::fail();
      }
      each = static_cast<std::int32_t>(value);
    }
  }
  std::size_t at = 0;
  for (const Run& run : runs) {
    store.use_tile(run.tile);
    for (std::size_t i = 0; i < run.count; ++i, ++at) store.add_vertex(axes[0][at], axes[1][at], axes[2][at]);
  }
}

class StructureReader {
 public:
  StructureReader(GeometryStore& store, ByteReader structure, ByteReader indices, ByteReader semantics)
      : store_(store), structure_(structure), indices_(indices), semantics_(semantics) {}

  void read() {
    for (std::size_t left = structure_.count(); left > 0; --left) read_geometry();
  }

 private:
  void read_geometry() {
    const auto type = static_cast<city::GeometryType>(
        structure_.number(static_cast<std::uint64_t>(city::GeometryType::instance)));
    const auto lod_code = static_cast<std::uint32_t>(structure_.number(store_.lods().size()));
    const std::uint16_t lod = lod_code == 0 ? kNoName : static_cast<std::uint16_t>(lod_code - 1);
    owner_ += structure_.signed_number();
    if (owner_ < 0 || owner_ > static_cast<std::int64_t>(kMost32)) ByteReader::fail();
    const auto owner = static_cast<std::uint32_t>(owner_);
    const auto tile = static_cast<std::uint32_t>(structure_.number(kMost32));
    if (type == city::GeometryType::instance) {
      city::Instance instance;
      instance.template_geometry = static_cast<std::uint32_t>(structure_.number(kMost32));
      instance.anchor = static_cast<std::uint32_t>(structure_.number(kMost32));
      for (double& value : instance.matrix) value = structure_.real();
      store_.end_instance(instance, lod, owner, tile);
    } else if (city::is_solid_type(type)) {
      for (std::size_t solids = structure_.count(); solids > 0; --solids) {
        for (std::size_t shells = structure_.count(); shells > 0; --shells) {
          read_surfaces();
          store_.end_shell();
        }
        store_.end_solid();
      }
      store_.end_geometry(type, lod, owner, tile);
    } else {
      read_surfaces();
      store_.end_geometry(type, lod, owner, tile);
    }
    read_semantics();
  }

  void read_surfaces() {
    for (std::size_t surfaces = structure_.count(); surfaces > 0; --surfaces) {
      for (std::size_t rings = structure_.count(); rings > 0; --rings) {
        for (std::uint64_t left = structure_.number(indices_.left()); left > 0; --left) {
          index_ += indices_.signed_number();
          if (index_ < 0 || index_ > static_cast<std::int64_t>(kMost32)) ByteReader::fail();
          store_.add_index(static_cast<std::uint32_t>(index_));
        }
        store_.end_ring();
      }
      store_.end_surface();
    }
  }

  void read_semantics() {
    const std::size_t rows = semantics_.count();
    const std::uint32_t first = store_.semantic_count();
    for (std::size_t i = 0; i < rows; ++i) {
      const auto code = static_cast<std::uint32_t>(semantics_.number(store_.semantic_types().size()));
      store_.add_semantic(code == 0 ? kNoName : static_cast<std::uint16_t>(code - 1), semantics_.text());
    }
    if (rows == 0) return;
    links_.clear();
    for (std::uint32_t left = store_.surfaces(store_.geometry_count() - 1).size(); left > 0; --left) {
      const auto link = static_cast<std::uint32_t>(semantics_.number(rows));
      links_.push_back(link == 0 ? kNone : first + link - 1);
    }
    store_.link_semantics(links_);
  }

  GeometryStore& store_;
  ByteReader structure_, indices_, semantics_;
  std::int64_t owner_ = 0, index_ = 0;
  std::vector<std::uint32_t> links_;
};

constexpr std::string_view kGeometryKind = "geometry";
constexpr std::string_view kKey = "city";
constexpr std::string_view kImageKind = "texture";

}  // namespace

std::vector<std::byte> encode_geometry(const GeometryStore& store) {
  ByteWriter out, names, frames, vertices;
  write_names(store.lods(), names);
  write_names(store.semantic_types(), names);
  write_frames(store, frames);
  write_vertices(store, vertices);
  const StructureWriter body(store);
  std::vector<const ByteWriter*> parts{&names,          &frames,       &vertices,
                                       &body.structure, &body.indices, &body.semantics};
  ByteWriter looks;
  if (!store.looks().empty()) {
    write_looks(store.looks(), looks);
    parts.push_back(&looks);
  }
  std::size_t bytes = 64;
  for (const ByteWriter* part : parts) bytes += part->bytes().size();
  out.reserve(bytes);
  out.byte(store.looks().empty() ? kWithoutLooks : kGeometryVersion);
  for (const ByteWriter* part : parts) {
    out.number(part->bytes().size());
    out.raw(part->bytes());
  }
  return out.take();
}

GeometryStore decode_geometry(std::span<const std::byte> bytes) {
  ByteReader in(bytes);
  const std::uint8_t version = in.byte();
  if (version > kGeometryVersion) {
    throw Error(ErrorCode::incompatible,
                "the geometry has version " + std::to_string(version) + ", this build reads " +
                    std::to_string(kGeometryVersion),
                "", "use a newer Conurb");
  }
  const auto part = [&in] {
    const std::size_t size = in.count();
    return ByteReader(in.raw(size));
  };
  GeometryStore store;
  ByteReader names = part();
  read_names(store.lods(), names);
  read_names(store.semantic_types(), names);
  ByteReader frames = part();
  read_frames(store, frames);
  ByteReader vertices = part();
  read_vertices(store, vertices);
  ByteReader structure = part(), indices = part(), semantics = part();
  StructureReader(store, structure, indices, semantics).read();
  if (version > kWithoutLooks) {
    ByteReader looks = part();
    read_looks(looks, store);
  }
  try {
    store.validate();
  } catch (const Error& error) {
    throw Error(ErrorCode::bad_data, "the geometry is damaged: " + error.message());
  }
  return store;
}

void save_geometry(store::CityFile& file, std::span<const std::byte> encoded) {
  store::Blobs(file).put(kGeometryKind, kKey, encoded);
}

void save_images(store::CityFile& file, const GeometryStore& store) {
  store::Blobs blobs(file);
  const auto& images = store.looks().images();
  for (const store::BlobInfo& each : blobs.list(kImageKind)) {
    const auto is_it = [&each](const city::LookImage& image) { return image.name == each.key; };
    if (std::ranges::none_of(images, is_it)) blobs.remove(kImageKind, each.key);
  }
  for (const city::LookImage& image : images)
    if (image.bytes != nullptr) blobs.put(kImageKind, image.name, *image.bytes);
}

std::shared_ptr<const GeometryStore> load_geometry(const store::CityFile& file) {
  const store::Blobs blobs(file);
  if (!blobs.contains(kGeometryKind, kKey)) return nullptr;
  auto store = std::make_shared<GeometryStore>(decode_geometry(blobs.get(kGeometryKind, kKey)));
  for (city::LookImage& image : store->looks().images()) {
    if (!blobs.contains(kImageKind, image.name)) continue;
    image.bytes = std::make_shared<const std::vector<std::byte>>(blobs.get(kImageKind, image.name));
  }
  return store;
}

}  // namespace conurb::io
