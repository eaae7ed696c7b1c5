// SPDX-License-Identifier: Apache-2.0
// Reader of CityGML 2.0 (OGC 12-019) and 1.0 (OGC 08-007r1), and of the building module of 3.0 (OGC 20-010),
// plain or packed by gzip. It makes the same model as the reader of CityJSON does, with CityJSON's names of
// types, so that all that comes after does not know the difference (CityJSON 2.0, OGC 20-072r5, says how the
// two map):
//  - Objects within objects become rows with parents; boundary surfaces and openings become semantics.
//  - Surfaces that a solid links to are part of the solid with their meaning, and are not there a second
//  time.
//  - xlink:href is followed within the file, across objects, too. Other files are never read.
//  - Materials and textures become looks of surfaces; images are named, not opened.
//  - Extensions (ADE): their objects are of type "+Name", their plain values attributes "+name".
//  - What is not understood stays as XML text: in the member "citygml" of the object, surface or root.
// What is wrong with one object becomes a finding; only a text that is no CityGML at all becomes an Error.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "engine/io/city_model.hpp"

namespace conurb::io {

/// Whether a text begins as a CityGML file does: XML that names a namespace of CityGML. `start` is its
/// beginning, a few kilobytes, unpacked.
[[nodiscard]] bool looks_like_city_gml(std::string_view start);

/// Reads a file, giving its memory back while it goes. Throws Error(not_found, io) when it cannot be read,
/// Error(bad_data) with line and column when it is not XML, not CityGML, or declares entities, Error(limit)
/// when it is too large or too deep.
[[nodiscard]] CityModel read_city_gml_file(const std::filesystem::path& path);

/// Reads a text in memory; `name` is used in messages. Takes any bytes; they are not used after the return.
[[nodiscard]] CityModel read_city_gml(std::span<const char> bytes, std::string_view name);

}  // namespace conurb::io
