// SPDX-License-Identifier: Apache-2.0
// The geometry of a city as one run of bytes, and its place in the city file: blob "geometry" / "city".
//
// Layout: version byte, then six parts, each preceded by its length: names (levels of detail, semantic
// types), frames (tiles, template vertices, instances), vertices, structure, indices, semantics. Whole
// numbers are variable-length; vertices and indices are differences to the one before, axis by axis, which
// zstd then packs well. Where surfaces have looks a seventh part says which (looks_blob.hpp), and the version
// is 2; else it is 1, as builds read that know no looks.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "engine/city/geometry_store.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::io {

[[nodiscard]] std::vector<std::byte> encode_geometry(const city::GeometryStore& store);
/// Takes any bytes. Throws Error bad_data if they are no geometry, incompatible if they are of a newer
/// version.
[[nodiscard]] city::GeometryStore decode_geometry(std::span<const std::byte> bytes);

/// Writes encoded geometry into the file, in the surrounding transaction if there is one. Owners are rows of
/// `city_object`.
void save_geometry(store::CityFile& file, std::span<const std::byte> encoded);
/// Makes the blobs of kind "texture" those of the images that the geometry's surfaces show, each under the
/// name that it has there.
void save_images(store::CityFile& file, const city::GeometryStore& store);
/// Reads it back, with its images; null if the file has none. Slow for large cities: call it where geometry
/// is needed, not at opening.
[[nodiscard]] std::shared_ptr<const city::GeometryStore> load_geometry(const store::CityFile& file);

}  // namespace conurb::io
