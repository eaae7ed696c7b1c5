// SPDX-License-Identifier: Apache-2.0
// Tiles as OpenSceneGraph draws them.
#pragma once

#include <osg/Geometry>
#include <osg/Node>

#include "engine/scene/tiles.hpp"

namespace conurb::view {

/// A node with buffers of its own; null if there are no triangles. Takes the content, whose memory it gives
/// back. `scene_origin`: what coordinates of the scene are counted from, metres of the local frame.
[[nodiscard]] osg::ref_ptr<osg::Node> make_tile_node(scene::TileContent content,
                                                     const city::Point3& scene_origin);

/// Covers everything drawn on, cut into so many pieces: corners in clip space (attribute `position`).
[[nodiscard]] osg::ref_ptr<osg::Geometry> make_screen_grid(int across, int up);

}  // namespace conurb::view
