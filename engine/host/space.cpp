// SPDX-License-Identifier: Apache-2.0
#include "engine/host/space.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/error.hpp"
#include "engine/city/relation.hpp"
#include "engine/city/spatial_index.hpp"
#include "engine/city/terrain.hpp"
#include "engine/host/guarded.hpp"
#include "engine/host/services.hpp"

namespace conurb::host {

namespace {

using city::Relation;
using city::SpatialIndex;
using city::Table;

const Table* table_of(Services& services, std::uint32_t table) {
  if (services.binding() == nullptr || table >= services.binding()->manifest().tables.size()) return nullptr;
  const std::int32_t index = services.binding()->table(table);
  return index < 0 ? nullptr : &services.city()->table(static_cast<std::size_t>(index));
}

// What an index or relation over a table depends on: its rows and where they are.
void add_revisions(const Table& table, std::vector<std::uint64_t>& revisions) {
  revisions.push_back(table.topology_revision());
  if (const auto shape = table.find("shape")) revisions.push_back(table.column(*shape).revision());
}

std::shared_ptr<const SpatialIndex> index_of(Services& services, const Table& table) {
  SharedCache::Key key{"engine", "index:" + table.name(), {}};
  add_revisions(table, key.revisions);
  return std::static_pointer_cast<const SpatialIndex>(services.environment().cache->get(key, [&] {
    auto index = std::make_shared<const SpatialIndex>(SpatialIndex::of_table(table));
    return SharedCache::Built{index, static_cast<std::size_t>(index->size()) * 48};
  }));
}

const Table& require_table(Services& services, std::uint32_t table) {
  const Table* found = table_of(services, table);
  if (found == nullptr) throw Error(ErrorCode::not_found, "space service: no such table in this city");
  return *found;
}

conurb_status nearest(const conurb_host* host, std::uint32_t table, double x, double y, std::int64_t count,
                      std::int64_t* rows, std::int64_t* found) {
  return guarded(host, [&](Services& services) {
    const auto neighbours = index_of(services, require_table(services, table))->nearest(x, y, count);
    std::transform(neighbours.begin(), neighbours.end(), rows,
                   [](const auto& neighbour) { return neighbour.row; });
    *found = static_cast<std::int64_t>(neighbours.size());
  });
}

conurb_status within(const conurb_host* host, std::uint32_t table, double x0, double y0, double x1, double y1,
                     std::int64_t capacity, std::int64_t* rows, std::int64_t* found) {
  return guarded(host, [&](Services& services) {
    const auto inside =
        index_of(services, require_table(services, table))->within(city::Box2{x0, y0, x1, y1});
    *found = static_cast<std::int64_t>(inside.size());
    std::copy_n(inside.begin(), std::min(capacity, *found), rows);
  });
}

conurb_status relation(const conurb_host* host, std::uint32_t from, std::uint32_t to, const char* rule,
                       conurb_relation* out) {
  return guarded(host, [&](Services& services) {
    const Table& source = require_table(services, from);
    const Table& target = require_table(services, to);
    SharedCache::Key key{"engine", "relation:" + source.name() + ":" + target.name() + ":" + rule, {}};
    add_revisions(source, key.revisions);
    add_revisions(target, key.revisions);
    const std::string text = rule;
    if (text.starts_with("ref:")) key.revisions.push_back(source.column(text.substr(4)).revision());
    const auto built = services.environment().cache->get(key, [&] {
      auto made = std::make_shared<const Relation>(
          Relation::build(*services.city(), source.name(), target.name(), text));
      return SharedCache::Built{made, static_cast<std::size_t>(made->entries()) * 12 +
                                          static_cast<std::size_t>(made->from_rows()) * 8};
    });
    const auto& held = *static_cast<const Relation*>(services.hold(built));
    out->rows = held.from_rows();
    out->first = held.offsets().data();
    out->to = held.columns().data();
    out->weight = held.weights().data();
  });
}

/// The ground, and what it was made of: while that is kept no other geometry can have its address.
struct Ground {
  city::Terrain terrain;
  std::shared_ptr<const city::GeometryStore> geometry;
};

const city::Terrain& ground_of(Services& services) {
  // What a plugin sees through this service is among the inputs of its run only if its manifest names it.
  if (!reads_ground(services.binding()->manifest()))
    throw Error(ErrorCode::invalid_argument, "space service: the manifest does not read terrain.elevation");
  const city::City& city = *services.city();
  SharedCache::Key key{"engine", "ground", {}};
  if (const std::int32_t terrain = city.find("terrain"); terrain >= 0) {
    const Table& table = city.table(static_cast<std::size_t>(terrain));
    key.revisions.push_back(table.topology_revision());
    key.revisions.push_back(table.column("elevation").revision());
  }
  if (const std::int32_t objects = city.find("city_object"); objects >= 0)
    key.revisions.push_back(city.table(static_cast<std::size_t>(objects)).topology_revision());
  key.revisions.push_back(reinterpret_cast<std::uintptr_t>(city.geometry().get()));
  const auto built = services.environment().cache->get(key, [&] {
    const auto made = std::make_shared<const Ground>(Ground{city::Terrain::of_city(city), city.geometry()});
    const city::GridSpec& grid = made->terrain.tiles().grid();
    return SharedCache::Built{
        made, static_cast<std::size_t>(grid.width * grid.height) * 2 + made->terrain.triangle_count() * 120};
  });
  return static_cast<const Ground*>(services.hold(built))->terrain;
}

conurb_status heights(const conurb_host* host, std::int64_t count, const double* xy, double* z) {
  return guarded(host, [&](Services& services) {
    const city::Terrain& ground = ground_of(services);
    for (std::int64_t i = 0; i < count; ++i) z[i] = ground.height(xy[2 * i], xy[2 * i + 1]);
  });
}

conurb_status drape(const conurb_host* host, std::int64_t count, const double* xy, std::int64_t capacity,
                    double* xyz, std::int64_t* found) {
  return guarded(host, [&](Services& services) {
    const auto line = ground_of(services).drape({xy, static_cast<std::size_t>(2 * count)});
    *found = static_cast<std::int64_t>(line.size());
    for (std::int64_t i = 0; i < std::min(capacity, *found); ++i) {
      const city::GroundPoint& point = line[static_cast<std::size_t>(i)];
      xyz[3 * i] = point.x;
      xyz[3 * i + 1] = point.y;
      xyz[3 * i + 2] = point.z;
    }
  });
}

}  // namespace

const conurb_space* space_services() {
  static constexpr conurb_space kSpace = {sizeof(conurb_space), nearest, within, relation, heights, drape};
  return &kSpace;
}

}  // namespace conurb::host
