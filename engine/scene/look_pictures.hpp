// SPDX-License-Identifier: Apache-2.0
// The pictures of one tile: of each image that its surfaces show the part that they show, all brought to one
// size, so that a graphics card takes them as one texture of many layers.
#pragma once

#include <vector>

#include "engine/city/surface_looks.hpp"
#include "engine/scene/mesh.hpp"
#include "engine/scene/picture.hpp"

namespace conurb::scene {

/// Memory that the pictures of a tile may take with their smaller copies, and how many there may be: as many
/// as any graphics card takes. Surfaces with an image beyond that are drawn as if they had none.
inline constexpr std::size_t kPictureBytes = std::size_t{32} << 20;
inline constexpr std::size_t kMostPictures = 256;

/// Makes the pictures. On entry places of the mesh are city::TexturePoint and a number of looks.images(), on
/// return places on pictures. An image that cannot be read gives none.
[[nodiscard]] std::vector<Picture> make_pictures(Mesh& mesh, const city::SurfaceLooks& looks);

}  // namespace conurb::scene
