// SPDX-License-Identifier: Apache-2.0
// Looks of surfaces as a part of the geometry's bytes: names of images, then for each surface that has a look
// the step from the one before, its colour, its image and its places on that. Private to engine/io.
#pragma once

#include "engine/city/geometry_store.hpp"
#include "engine/io/byte_stream.hpp"

namespace conurb::io {

void write_looks(const city::SurfaceLooks& looks, ByteWriter& out);
/// Adds the looks to a store that has its surfaces. Throws as ByteReader does.
void read_looks(ByteReader& in, city::GeometryStore& store);

}  // namespace conurb::io
