// SPDX-License-Identifier: Apache-2.0
// Pictures as files.
#pragma once

#include <filesystem>

#include "engine/scene/picture.hpp"

namespace conurb::scene {

/// Writes an opaque picture as PNG; alpha is left out. Throws Error io naming the file.
void write_png(const Picture& picture, const std::filesystem::path& path);

}  // namespace conurb::scene
