// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <charconv>
#include <cmath>

#include "engine/base/hash.hpp"
#include "engine/io/json_cursor.hpp"
#include "engine/io/source_model.hpp"

namespace conurb::io {

namespace {

// Mixes two numbers into one: the finaliser of MurmurHash3 (Austin Appleby, public domain) over their sum.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t h = a * 0x9E3779B97F4A7C15u + b;
  h ^= h >> 33;
  h *= 0xFF51AFD7ED558CCDu;
  h ^= h >> 33;
  h *= 0xC4CEB9FE1A85EC53u;
  return h ^ (h >> 33);
}

std::uint64_t text_hash(std::string_view text) {
  return hash(text).low;
}

/// Hashes of values, the same whatever the kind of the column that holds them: an integer of an integer
/// column is that of a column of mixed values.
class ValueHashes {
 public:
  explicit ValueHashes(const city::NameTable& texts) : texts_(texts), known_(texts.size(), 0) {}

  std::uint64_t of(const AttributeColumn& column, std::size_t n) {
    const std::uint32_t form = column.form(n);
    if (form == AttributeColumn::kAsInteger) return integer(static_cast<std::int64_t>(column.as_real(n)));
    if (form != AttributeColumn::kUsual) return json(column.json(n, texts_));
    switch (column.kind()) {
      case AttributeKind::integer: return integer(column.as_integer(n));
      case AttributeKind::real: return mix(2, column.bits(n));
      case AttributeKind::boolean: return mix(3, column.bits(n));
      case AttributeKind::text: return mix(4, of_text(column.as_code(n)));
      case AttributeKind::json: return json(texts_[column.as_code(n)]);
      case AttributeKind::none: break;
    }
    return kNull;
  }
  static constexpr std::uint64_t kNull = 6;

 private:
  static std::uint64_t integer(std::int64_t value) { return mix(1, static_cast<std::uint64_t>(value)); }

  std::uint64_t of_text(std::uint32_t code) {
    if (known_[code] == 0) known_[code] = text_hash(texts_[code]);
    return known_[code];
  }

  static std::uint64_t json(std::string_view text) {
    if (text == "true" || text == "false") return mix(3, text == "true" ? 1 : 0);
    if (text == "null") return kNull;
    if (is_json_integer(text)) {
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error == std::errc()) return integer(value);
    } else if (is_json_number(text)) {
      double value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error == std::errc()) return mix(2, std::bit_cast<std::uint64_t>(value));
    } else if (text.size() >= 2 && text[0] == '"' && text.find('\\') == std::string_view::npos) {
      return mix(4, text_hash(text.substr(1, text.size() - 2)));
    }
    return mix(5, text_hash(text));
  }

  const city::NameTable& texts_;
  std::vector<std::uint64_t> known_;
};

/// By type, then by ordinal: the sum over the attributes, so that their order does not count.
std::vector<std::vector<std::uint64_t>> attribute_sums(const CityModel& model) {
  std::vector<std::vector<std::uint64_t>> sums(model.attributes.size());
  for (const std::uint32_t type : model.objects.type) sums[type].push_back(0);
  ValueHashes values(model.texts);
  for (std::size_t type = 0; type < sums.size(); ++type) {
    for (const AttributeColumn& column : model.attributes[type].columns()) {
      const std::uint64_t name = text_hash(column.name());
      for (std::size_t n = 0; n < column.count(); ++n)
        sums[type][column.row(n)] += mix(name, values.of(column, n));
      for (const std::uint32_t row : column.null_rows()) sums[type][row] += mix(name, ValueHashes::kNull);
    }
  }
  return sums;
}

std::uint64_t relations_hash(const CityModel& model, std::uint32_t object,
                             const std::vector<std::uint64_t>& ids) {
  std::uint64_t h = 7;
  for (const std::uint32_t parent : model.objects.parents_of(object)) h = mix(h, ids[parent]);
  h = mix(h, 8);
  for (const std::uint32_t child : model.objects.children_of(object)) h = mix(h, ids[child]);
  return h;
}

}  // namespace

GeometryHasher::GeometryHasher(const city::GeometryStore& store) : store_(store) {
  for (std::uint32_t i = 0; i < store.semantic_types().size(); ++i) {
    names_.push_back(text_hash(store.semantic_types()[i]));
  }
}

// A coordinate in quarters of a step is 4 (origin + vertex) + 4 translate / scale: other tiles and other
// translations of the same place give the same number.
GeometryHasher::Shift GeometryHasher::shift_of(std::uint32_t number) const {
  const city::Tile& tile = store_.tile(number);
  Shift shift{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double quarters = std::nearbyint(tile.translate[axis] / tile.scale[axis] * 4);
    const bool whole = std::abs(quarters) < 4503599627370496.0;
    shift[axis] = 4 * static_cast<std::uint64_t>(tile.origin[axis]) +
                  (whole ? static_cast<std::uint64_t>(static_cast<std::int64_t>(quarters))
                         : std::bit_cast<std::uint64_t>(quarters));
  }
  return shift;
}

std::uint64_t GeometryHasher::place(std::uint32_t vertex, const Shift& shift) const {
  const auto v = store_.vertex(vertex);
  const auto quarters = [&](std::size_t axis) {
    return shift[axis] + 4 * static_cast<std::uint64_t>(std::int64_t{v[axis]});
  };
  return quarters(0) + quarters(1) * 0xD6E8FEB86659FD93u + quarters(2) * 0xA0761D6478BD642Fu;
}

std::uint64_t GeometryHasher::of(std::span<const std::uint32_t> geometries) const {
  std::uint64_t h = 11;
  for (const std::uint32_t g : geometries) h = mix(h, one(g));
  return h;
}

std::uint64_t GeometryHasher::one(std::uint32_t g) const {
  const std::uint32_t tile = store_.tile_of(g);
  std::uint64_t h = mix(static_cast<std::uint64_t>(store_.type(g)), text_hash(store_.lod_text(g)));
  if (const city::Instance* instance = store_.instance(g)) {
    for (const double value : instance->matrix) h = mix(h, std::bit_cast<std::uint64_t>(value));
    h = mix(h, place(instance->anchor, shift_of(tile)));
    return mix(h, one(instance->template_geometry));
  }
  const bool is_template = tile == city::kTemplateTile;
  const Shift shift = is_template ? Shift{} : shift_of(tile);
  const city::Range shells = store_.shells(g), solids = store_.solids(g);
  for (std::uint32_t i = solids.begin; i < solids.end; ++i) h = mix(h, store_.shells_of_solid(i).size());
  for (std::uint32_t i = shells.begin; i < shells.end; ++i) h = mix(h, store_.surfaces_of_shell(i).size());
  const city::Range surfaces = store_.surfaces(g);
  for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
    const std::uint16_t type = store_.surface_type(s);
    h = mix(h, type == city::kNoName ? 0 : names_[type]);
    for (std::uint32_t r = store_.rings(s).begin; r < store_.rings(s).end; ++r) {
      const auto ring = store_.ring(r);
      h = mix(h, ring.size());
      for (const std::uint32_t v : ring) {
        if (!is_template) {
          h = mix(h, place(v, shift));
          continue;
        }
        for (const double c : store_.template_vertex(v)) h = mix(h, std::bit_cast<std::uint64_t>(c));
      }
    }
  }
  const city::Range rows = store_.semantics(g);
  for (std::uint32_t row = rows.begin; row < rows.end; ++row) h = mix(h, text_hash(store_.semantic_raw(row)));
  return h;
}

std::vector<ObjectHash> hash_objects(const CityModel& model, Jobs& jobs) {
  const ObjectTable& objects = model.objects;
  const std::vector<std::vector<std::uint64_t>> sums = attribute_sums(model);
  std::vector<std::uint64_t> types, ids;
  for (std::uint32_t i = 0; i < objects.types.size(); ++i) types.push_back(text_hash(objects.types[i]));
  for (std::uint32_t i = 0; i < objects.size(); ++i) ids.push_back(text_hash(objects.ids[i]));
  const GeometryHasher hasher(model.geometry);
  std::vector<ObjectHash> hashes(objects.size());
  constexpr std::size_t kGrain = 512;
  jobs.parallel_for(0, hashes.size(), kGrain, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> geometries;
    for (std::size_t i = begin; i < end; ++i) {
      const auto object = static_cast<std::uint32_t>(i);
      std::uint64_t h = mix(types[objects.type[i]], sums[objects.type[i]][objects.ordinal[i]]);
      h = mix(h, relations_hash(model, object, ids));
      hashes[i].attributes = mix(h, text_hash(objects.extra.at(object)));
      geometries.clear();
      const city::Range range = objects.geometries(object);
      for (std::uint32_t g = range.begin; g < range.end; ++g) geometries.push_back(g);
      hashes[i].geometry = hasher.of(geometries);
    }
  });
  return hashes;
}

}  // namespace conurb::io
