// SPDX-License-Identifier: Apache-2.0
// Networks in the General Modeling Network Specification (Zephyr Foundation, FHWA) with the columns that
// assignment programs add to it: BPR parameters VDF_… of links, and trips in demand.csv.
#pragma once

#include <cstdint>

#include "plugins/transport/assignment/import.hpp"

namespace conurb::transport::assignment {

struct GmnsFiles {
  SourceText node = {.where = "node.csv"};
  SourceText link = {.where = "link.csv"};
  SourceText demand = {.where = "demand.csv"};
  SourceText geometry = {.where = "geometry.csv"};
};

/// The specification does not say whether trips may pass through nodes with a zone_id.
enum class ZoneNodes : std::uint8_t {
  by_network,  ///< they may where every node has a zone_id, as in networks without centroids
  passable,
  not_passable,
};

/// Reads nodes (node_id, zone_id), links and trips (o_zone_id, d_zone_id, volume); without a text for the
/// demand there are none, and nodes need no zone_id. Besides, as details: x_coord, y_coord and ctrl_type or
/// control_type of nodes; link_id, name, facility_type, lanes and free_speed of links, and how they run:
/// geometry, or the one that geometry_id names in geometry.csv; other columns are not looked at. Of a link:
/// - free-flow time: VDF_fftt1, or 60 length / free_speed, which is in minutes where speeds are per hour;
/// - capacity: VDF_cap1, or capacity of a lane times lanes;
/// - b and power: VDF_alpha1 and VDF_beta1, or 0.15 and 4;
/// - directions: both where directed is false or, where it says nothing, dir_flag is 0; with dir_flag -1 its
///   line is drawn against its direction.
/// A zone of several nodes gets a centroid of its own with free connectors to each. Throws InputError with
/// file, line and value for what is no such file and for values that no problem can have.
[[nodiscard]] Import read_gmns(const GmnsFiles& files, ZoneNodes zone_nodes = ZoneNodes::by_network);

}  // namespace conurb::transport::assignment
