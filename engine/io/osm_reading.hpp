// SPDX-License-Identifier: Apache-2.0
// What the parts of the OpenStreetMap reader share of libosmium. Private to engine/io.
#pragma once

#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include "engine/io/osm.hpp"

namespace conurb::io {

/// Adds an object to the counts; ways need the locations of their nodes.
void count(const osmium::Node& node, OsmCounts& counts);
void count(const osmium::Way& way, OsmCounts& counts);
void count(const osmium::Relation& relation, OsmCounts& counts);

}  // namespace conurb::io
