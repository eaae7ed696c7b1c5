// SPDX-License-Identifier: Apache-2.0
// What a source of a city said, kept beside the tables: its objects, their attributes to the digit, and every
// member that the tables have no place for. An export gives it back; a later import of the same source
// compares with it, so that it tells what the source changed from what people changed.
//
// In the city file it is the blob "source_raw" / name of the source. Layout: version byte, then parts as
// source_blob.cpp writes them: numbers of variable length, columns one after the other, texts with their
// length. zstd packs it well.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/io/city_model.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::io {

/// What an object is, in two numbers that differ when it does (XXH3, 64 bits of it; not against an
/// adversary).
struct ObjectHash {
  std::uint64_t attributes = 0;  ///< type, attributes, relations and further members
  std::uint64_t geometry = 0;    ///< coordinates (to a quarter of a step), structure, semantics
  friend bool operator==(const ObjectHash&, const ObjectHash&) = default;
};

struct SourceModel {
  CityModel model;  ///< without its geometry and findings; the numbers in objects.geometry_begin hold
  std::vector<ObjectHash> hashes;  ///< by object, of the source as it was read
  /// Hash of each object's geometry as the city took it, where coordinates were converted; else empty.
  std::vector<std::uint64_t> placed;
  /// Encoded geometry before that conversion (geometry_blob.hpp); owners are objects of `model`.
  std::vector<std::byte> original;
  double unit = 1;             ///< metres per unit of the source, where that conversion was done
  std::uint32_t vertices = 0;  ///< that the store had of this source, unused ones too

  /// Of the object's geometry in the city's store, as it was taken in.
  [[nodiscard]] std::uint64_t placed_hash(std::uint32_t object) const {
    return placed.empty() ? hashes[object].geometry : placed[object];
  }
};

/// Hashes of all objects of a model whose geometry is there.
[[nodiscard]] std::vector<ObjectHash> hash_objects(const CityModel& model, Jobs& jobs);
/// Hash of the geometries of one object, in their order.
class GeometryHasher {
 public:
  explicit GeometryHasher(const city::GeometryStore& store);
  /// Geometries are rows of the store, ascending. Any thread.
  [[nodiscard]] std::uint64_t of(std::span<const std::uint32_t> geometries) const;

 private:
  using Shift = std::array<std::uint64_t, 3>;  // of a tile: what is added to four times its vertices
  [[nodiscard]] std::uint64_t one(std::uint32_t geometry) const;
  [[nodiscard]] Shift shift_of(std::uint32_t tile) const;
  [[nodiscard]] std::uint64_t place(std::uint32_t vertex, const Shift& shift) const;
  const city::GeometryStore& store_;
  std::vector<std::uint64_t> names_;  // of semantic types
};

/// The model's `geometry` is not written; `source.vertices` and the rest are.
[[nodiscard]] std::vector<std::byte> encode_source(const SourceModel& source);
/// Takes any bytes. Throws Error bad_data if they are no source, incompatible if they are of a newer version.
[[nodiscard]] SourceModel decode_source(std::span<const std::byte> bytes);

/// Reads what a source of that name said; nothing if the file does not know it (an older file kept less).
[[nodiscard]] std::optional<SourceModel> load_source(const store::CityFile& file, const std::string& name);

}  // namespace conurb::io
