// SPDX-License-Identifier: Apache-2.0
#include "engine/io/scene.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/building_shell.hpp"
#include "engine/io/export_part.hpp"

namespace conurb::io {

using city::GeometryStore;
using city::kNone;
using city::Point3;
using city::Range;

namespace {

enum class Place : std::uint8_t { own, part, outside, inside };

// Of an object in its family, by its class (CityJSON 2.0, section 2).
Place building_place(std::string_view type, bool top) {
  if (top) return Place::own;
  if (type == "BuildingPart" || type == "BridgePart" || type == "TunnelPart") return Place::part;
  for (const std::string_view each :
       {"BuildingRoom", "BuildingStorey", "BuildingUnit", "BuildingFurniture", "BridgeRoom",
        "BridgeFurniture", "TunnelHollowSpace", "TunnelFurniture"}) {
    if (type == each) return Place::inside;
  }
  return Place::outside;
}

// A whole number takes all levels that begin with it.
double highest_lod(const std::string& text) {
  if (text == "best") return std::numeric_limits<double>::infinity();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.back() == '.' || !(value >= 0) ||
      value >= 10) {
    throw Error(ErrorCode::invalid_argument, in_quotes(text) + " is no level of detail", "",
                "write best, a number such as 2.2, or 2 for all that begin with 2");
  }
  return text.find('.') == std::string::npos ? value + 0.95 : value + 0.01;
}

struct TypeInfo {
  SceneKind kind;
  Place below;  // where the object is not the topmost
};

/// Walks the families of a city.
class SceneChoice {
 public:
  SceneChoice(const city::City& city, const SceneOptions& options)
      : city_(city),
        objects_(city.table("city_object")),
        roots_(objects_.column("root").values<std::int32_t>()),
        type_codes_(objects_.column("type").values<std::int32_t>()),
        store_(*city.geometry()),
        index_(store_, static_cast<std::size_t>(objects_.rows())),
        limit_(highest_lod(options.lod)) {
    for (std::uint32_t i = 0; i < store_.lods().size(); ++i) lods_.push_back(lod_value(store_.lods()[i]));
    const city::Dictionary& types = objects_.column("type").dictionary();
    for (std::int32_t i = 0; i < types.size(); ++i) {
      types_.push_back({kind_of(types.text(i)), building_place(types.text(i), false)});
    }
    scene_.city = &city;
    scene_.store = &store_;
    find_tables();
    collect_families();
    keep_wanted(options.wanted);
  }

  Scene take() {
    for (std::size_t root = 0; root + 1 < begin_.size(); ++root) {
      if (begin_[root] != begin_[root + 1] && kept_[root] != 0) add_family(static_cast<std::uint32_t>(root));
    }
    return std::move(scene_);
  }

 private:
  struct Member {
    std::uint32_t object;
    std::uint32_t geometry;
    double lod;
    Place place;
  };

  // Rows of tables by the object they describe.
  void find_tables() {
    const auto count = static_cast<std::size_t>(objects_.rows());
    described_.assign(count, {kNone, 0});
    for (std::size_t i = 0; i < city_.table_count(); ++i) {
      const city::Table& table = city_.table(i);
      const auto column = table.find("object");
      // `surface` refers to objects, too, but is only measured from them.
      if (!column || !table.find("object_id")) continue;
      const city::ColumnSpec& spec = table.column(*column).spec();
      if (spec.refers_to != "city_object" || spec.list) continue;
      const auto refs = table.column(*column).values<std::int32_t>();
      const auto number = static_cast<std::uint32_t>(scene_.tables.size());
      scene_.tables.push_back(i);
      for (std::int64_t row = 0; row < table.rows(); ++row) {
        const std::int32_t object = refs[static_cast<std::size_t>(row)];
        if (object < 0 || table.alive()[static_cast<std::size_t>(row)] == 0) continue;
        if (described_[static_cast<std::size_t>(object)].first == kNone)
          described_[static_cast<std::size_t>(object)] = {number, row};
      }
    }
    scene_.tables.push_back(city_.index_of("city_object"));
  }

  [[nodiscard]] std::size_t root_of(std::size_t row) const {
    const std::int32_t root = roots_[row];
    return root < 0 ? row : static_cast<std::size_t>(root);
  }

  // Objects that are alive by their topmost one, in the order of rows.
  void collect_families() {
    const auto count = static_cast<std::size_t>(objects_.rows());
    const std::vector<std::uint8_t> alive = alive_objects(city_);
    begin_.assign(count + 1, 0);
    for (std::size_t row = 0; row < count; ++row) begin_[root_of(row) + 1] += alive[row];
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
    members_.resize(begin_.back());
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (std::size_t row = 0; row < count; ++row) {
      if (alive[row] != 0) members_[next[root_of(row)]++] = static_cast<std::uint32_t>(row);
    }
  }

  void keep_wanted(const std::vector<std::uint8_t>& wanted) {
    kept_.assign(begin_.size() - 1, wanted.empty() ? 1 : 0);
    for (std::size_t row = 0; row < wanted.size(); ++row) {
      if (wanted[row] != 0) kept_[root_of(row)] = 1;
    }
  }

  [[nodiscard]] std::uint32_t boundary_of(std::uint32_t geometry) const {
    const city::Instance* instance = store_.instance(geometry);
    return instance != nullptr ? instance->template_geometry : geometry;
  }

  [[nodiscard]] double lod_of(std::uint32_t geometry) const {
    std::uint16_t code = store_.lod(geometry);
    if (code == city::kNoName) code = store_.lod(boundary_of(geometry));
    return code == city::kNoName ? lod_value("") : lods_[code];
  }

  [[nodiscard]] bool has_semantics(std::uint32_t boundary) const {
    const Range surfaces = store_.surfaces(boundary);
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      if (store_.surface_type(s) != city::kNoName) return true;
    }
    return false;
  }

  // The best geometry of an object, kNone without one.
  Member choose(std::uint32_t object) const {
    Member best{object, kNone, -1, Place::own};
    int best_rank = -1;
    for (const std::uint32_t g : index_.of(object)) {
      const std::uint32_t boundary = boundary_of(g);
      const city::GeometryType type = store_.type(boundary);
      const bool flat =
          type != city::GeometryType::multi_point && type != city::GeometryType::multi_line_string;
      if (!flat || store_.surfaces(boundary).size() == 0) continue;
      const double lod = lod_of(g);
      if (lod > limit_) continue;
      const int rank = (has_semantics(boundary) ? 2 : 0) + (city::is_solid_type(type) ? 1 : 0);
      if (lod < best.lod || (lod == best.lod && rank <= best_rank)) continue;
      best.geometry = g;
      best.lod = lod;
      best_rank = rank;
    }
    return best;
  }

  [[nodiscard]] const TypeInfo& type_of(std::uint32_t object) const {
    static constexpr TypeInfo kUntyped{SceneKind::other, Place::outside};
    const std::int32_t code = type_codes_[object];
    return code < 0 ? kUntyped : types_[static_cast<std::size_t>(code)];
  }

  void add_family(std::uint32_t root) {
    family_.clear();
    double parts = -1, own = -1;
    bool outside = false;
    for (std::uint32_t i = begin_[root]; i < begin_[root + 1]; ++i) {
      Member member = choose(members_[i]);
      if (member.geometry == kNone) continue;
      member.place = members_[i] == root ? Place::own : type_of(members_[i]).below;
      if (member.place == Place::part) parts = std::max(parts, member.lod);
      if (member.place == Place::own) own = member.lod;
      outside = outside || member.place != Place::inside;
      family_.push_back(member);
    }
    SceneFeature feature;
    feature.object = root;
    feature.geometries.begin = static_cast<std::uint32_t>(scene_.geometries.size());
    for (const Member& member : family_) {
      if (member.place == Place::own && own <= parts) continue;
      if (member.place == Place::part && own > parts) continue;
      if (member.place == Place::inside && outside) continue;
      scene_.geometries.push_back({member.geometry, type_of(member.object).kind});
    }
    feature.geometries.end = static_cast<std::uint32_t>(scene_.geometries.size());
    if (feature.geometries.size() == 0) {
      ++scene_.without_geometry;
      return;
    }
    const auto last = static_cast<std::uint32_t>(scene_.tables.size() - 1);
    const auto [table, row] = described_[root];
    feature.table = table == kNone ? last : table;
    feature.row = table == kNone ? std::int64_t{root} : row;
    scene_.features.push_back(feature);
  }

  const city::City& city_;
  const city::Table& objects_;
  std::span<const std::int32_t> roots_, type_codes_;
  const GeometryStore& store_;
  GeometryIndex index_;
  double limit_;
  std::vector<double> lods_;
  std::vector<TypeInfo> types_;
  std::vector<std::pair<std::uint32_t, std::int64_t>> described_;
  std::vector<std::uint32_t> begin_, members_;
  std::vector<std::uint8_t> kept_;
  std::vector<Member> family_;
  Scene scene_;
};

void measure(const Scene& scene, SceneFeature& feature) {
  const city::Place& place = scene.city->place();
  const Point3 origin{place.origin_x, place.origin_y, place.origin_z};
  for (std::uint32_t i = feature.geometries.begin; i < feature.geometries.end; ++i) {
    const city::GeometryPoints points(*scene.store, scene.geometries[i].geometry);
    const GeometryStore& store = points.store();
    const Range surfaces = store.surfaces(points.boundary());
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s) {
      const Range rings = store.rings(s);
      std::uint64_t corners = 0;
      for (std::uint32_t r = rings.begin; r < rings.end; ++r) {
        corners += store.ring(r).size();
        for (const std::uint32_t v : store.ring(r)) {
          Point3 at = points.at(v);
          for (std::size_t axis = 0; axis < 3; ++axis) at[axis] += points.base()[axis] - origin[axis];
          feature.box.add(at);
        }
      }
      if (corners > 2) feature.triangles += corners + 2 * std::uint64_t{rings.size()} - 4;
    }
  }
}

}  // namespace

double SceneFeature::diagonal() const {
  if (box.empty()) return 0;
  return std::hypot(box.upper[0] - box.lower[0], box.upper[1] - box.lower[1], box.upper[2] - box.lower[2]);
}

void check_lod(const std::string& lod) {
  (void)highest_lod(lod);
}

Scene choose_scene(const city::City& city, const SceneOptions& options, Jobs& jobs) {
  check_lod(options.lod);
  if (city.geometry() == nullptr || city.find("city_object") < 0) {
    throw Error(ErrorCode::not_found, "the city has no 3D model to be exported", "",
                "import one, or make one with conurb generate");
  }
  Scene scene = SceneChoice(city, options).take();
  constexpr std::size_t kGrain = 512;
  jobs.parallel_for(0, scene.features.size(), kGrain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t f = begin; f < end; ++f) measure(scene, scene.features[f]);
  });
  // Surfaces without a point are in no place.
  scene.without_geometry += static_cast<std::int64_t>(
      std::erase_if(scene.features, [](const SceneFeature& feature) { return feature.box.empty(); }));
  if (scene.features.empty()) {
    const bool lod = scene.without_geometry > 0 && options.lod != "best";
    throw Error(ErrorCode::not_found,
                lod ? "no object has a level of detail up to " + options.lod
                    : "no object that was asked for has surfaces to be shown",
                "", lod ? "ask for a higher one, or leave --lod out" : "check --where and --bbox");
  }
  for (const SceneFeature& feature : scene.features) scene.box.add(feature.box);
  return scene;
}

}  // namespace conurb::io
