// SPDX-License-Identifier: Apache-2.0
#include "engine/io/export_part.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/import_names.hpp"

namespace conurb::io {

using city::Table;

ExportPart::ExportPart(const CityJsonExportInput& input, const ExportSource& source, bool alone,
                       std::span<const std::uint8_t> alive)
    : name_(source.name), said_(&*source.said) {
  find_rows(source, input.city->table("city_object"), alive);
  choose_store(*input.city, alone);
  find_reshaped();
}

void ExportPart::find_rows(const ExportSource& source, const Table& table,
                           std::span<const std::uint8_t> alive) {
  rows_.assign(objects(), -1);
  keep_.assign(objects(), 0);
  for (const store::Identity& each : source.objects) {
    const std::uint32_t object = model().objects.ids.find(each.external);
    if (object != kNone) rows_[object] = table.row_of(each.id);
  }
  for (std::uint32_t o = 0; o < objects(); ++o) {
    if (rows_[o] >= 0 && alive[static_cast<std::size_t>(rows_[o])] != 0) keep_[o] = 1;
    pruned_ = pruned_ || keep_[o] == 0;
  }
}

void ExportPart::choose_store(const city::City& city, bool alone) {
  as_source_ = said_->original.empty();
  store_ = city.geometry() != nullptr ? city.geometry() : std::make_shared<const city::GeometryStore>();
  const auto rows = static_cast<std::size_t>(city.table("city_object").rows());
  index_ = std::make_unique<GeometryIndex>(*store_, rows);
  if (as_source_ || !alone) return;
  // Geometry that was changed in the city is there in the city's CRS only: then all of it comes out in that.
  find_reshaped();
  if (std::find(reshaped_.begin(), reshaped_.end(), 1) != reshaped_.end()) return;
  store_ = std::make_shared<const city::GeometryStore>(decode_geometry(said_->original));
  as_source_ = true;
  index_ = std::make_unique<GeometryIndex>(*store_, objects());
}

std::span<const std::uint32_t> ExportPart::geometries(std::uint32_t object) const {
  const bool own = !said_->original.empty() && as_source_;
  const std::int64_t at = own ? std::int64_t{object} : rows_[object];
  return at < 0 ? std::span<const std::uint32_t>() : index_->of(static_cast<std::uint32_t>(at));
}

void ExportPart::find_reshaped() {
  reshaped_.assign(objects(), 0);
  if (said_->hashes.empty()) return;  // made from the tables
  const GeometryHasher hasher(*store_);
  const bool own = !said_->original.empty() && as_source_;
  for (std::uint32_t o = 0; o < objects(); ++o) {
    const std::uint64_t expected = own ? said_->hashes[o].geometry : said_->placed_hash(o);
    if (keep_[o] != 0 && hasher.of(geometries(o)) != expected) reshaped_[o] = 1;
  }
}

std::string_view ExportPart::geometry_extra(std::uint32_t object, std::size_t n) const {
  const city::Range range = model().objects.geometries(object);
  return n < range.size() ? model().geometry_extra.at(range.begin + static_cast<std::uint32_t>(n))
                          : std::string_view();
}

bool ExportPart::numbered_as_source() const {
  const bool all = store_->vertex_count() == said_->vertices;
  return as_source_ && !pruned_ && all && std::find(reshaped_.begin(), reshaped_.end(), 1) == reshaped_.end();
}

std::string ExportPart::id(std::uint32_t object) const {
  const auto found = names_.find(object);
  return found == names_.end() ? std::string(model().objects.ids[object]) : found->second;
}

void ExportPart::prune(std::span<const std::uint8_t> wanted) {
  const ObjectTable& table = model().objects;
  std::vector<std::uint8_t> root(objects(), 0);
  const auto is_wanted = [&](std::uint32_t o) {
    return rows_[o] >= 0 && wanted[static_cast<std::size_t>(rows_[o])] != 0;
  };
  const std::uint32_t group = table.types.find("CityObjectGroup");
  // Who asks for a group means its members; groups of groups are followed as deep as they go.
  std::vector<std::uint8_t> asked(objects(), 0);
  std::vector<std::uint32_t> next;
  for (std::uint32_t o = 0; o < objects(); ++o) {
    if (is_wanted(o)) next.push_back(o);
  }
  while (!next.empty()) {
    const std::uint32_t o = next.back();
    next.pop_back();
    if (asked[o] != 0) continue;
    asked[o] = 1;
    if (table.type[o] != group) continue;
    for (const std::uint32_t member : table.children_of(o)) next.push_back(member);
  }
  for (std::uint32_t o = 0; o < objects(); ++o) {
    if (asked[o] != 0) root[table.root[o]] = 1;
  }
  // A group whose members come along comes with them, and the groups that it is in.
  for (bool more = true; more;) {
    more = false;
    for (std::uint32_t o = 0; o < objects(); ++o) {
      if (table.type[o] != group || root[table.root[o]] != 0) continue;
      const auto members = table.children_of(o);
      const bool met = std::any_of(members.begin(), members.end(),
                                   [&](std::uint32_t member) { return root[table.root[member]] != 0; });
      if (met) root[table.root[o]] = 1;
      more = more || met;
    }
  }
  for (std::uint32_t o = 0; o < objects(); ++o) {
    if (keep_[o] == 0 || root[table.root[o]] != 0) continue;
    keep_[o] = 0;
    pruned_ = true;
  }
}

namespace {

/// Whether rows of a table are the objects of a type, as the import lays them.
bool is_table_of(std::string_view table, std::string_view type) {
  if (type == "Building") return table == "building";
  const std::string name = snake_case(type, "type_");
  return table == name || table == "object_" + name;
}

}  // namespace

std::vector<std::uint8_t> alive_objects(const city::City& city) {
  const Table& objects = city.table("city_object");
  const auto rows = static_cast<std::size_t>(objects.rows());
  std::vector<std::uint8_t> alive(objects.alive().begin(),
                                  objects.alive().begin() + static_cast<std::ptrdiff_t>(rows));
  const auto types = objects.column("type").values<std::int32_t>();
  const city::Dictionary& names = objects.column("type").dictionary();
  for (std::size_t i = 0; i < city.table_count(); ++i) {
    const Table& table = city.table(i);
    const auto column = table.find("object");
    if (!column || table.column(*column).spec().refers_to != "city_object") continue;
    // Findings, sensors and surfaces refer to objects, too, but are not the objects themselves.
    std::vector<std::uint8_t> is_own;
    for (std::int32_t type = 0; type < static_cast<std::int32_t>(names.size()); ++type)
      is_own.push_back(is_table_of(table.name(), names.text(type)) ? 1 : 0);
    const auto refs = table.column(*column).values<std::int32_t>();
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      const std::int32_t object = refs[static_cast<std::size_t>(row)];
      if (object < 0 || table.alive()[static_cast<std::size_t>(row)] != 0) continue;
      const std::int32_t type = types[static_cast<std::size_t>(object)];
      if (type >= 0 && is_own[static_cast<std::size_t>(type)] != 0)
        alive[static_cast<std::size_t>(object)] = 0;
    }
  }
  // Parents may stand behind their children: from the top down along each chain.
  const auto parents = objects.column("parent").values<std::int32_t>();
  std::vector<std::uint8_t> settled(rows, 0);
  std::vector<std::size_t> chain;
  for (std::size_t row = 0; row < rows; ++row) {
    chain.clear();
    for (std::size_t at = row; settled[at] == 0; at = static_cast<std::size_t>(parents[at])) {
      settled[at] = 1;
      chain.push_back(at);
      if (parents[at] < 0) break;
    }
    while (!chain.empty()) {
      const std::size_t at = chain.back();
      chain.pop_back();
      if (parents[at] >= 0 && alive[static_cast<std::size_t>(parents[at])] == 0) alive[at] = 0;
    }
  }
  return alive;
}

std::vector<ExportSource> load_export_sources(const store::CityFile& file,
                                              const std::vector<std::string>& names) {
  const store::Catalogue catalogue(file);
  const std::vector<store::SourceRecord> records = catalogue.sources();
  for (const std::string& name : names) {
    const bool known = std::any_of(records.begin(), records.end(),
                                   [&name](const store::SourceRecord& each) { return each.name == name; });
    if (known) continue;
    std::string all;
    for (const store::SourceRecord& each : records) all += (all.empty() ? "" : ", ") + each.name;
    throw Error(ErrorCode::not_found, "there is no source '" + name + "'", file.path().string(),
                "the sources are: " + all);
  }
  std::vector<ExportSource> sources;
  for (const store::SourceRecord& record : records) {
    if (!names.empty() && std::find(names.begin(), names.end(), record.name) == names.end()) continue;
    ExportSource source;
    source.name = record.name;
    source.objects = catalogue.identities(record.id, "city_object");
    source.said = load_source(file, record.name);
    // Weather and tables are sources, too.
    if (source.said || !source.objects.empty()) sources.push_back(std::move(source));
  }
  return sources;
}

EditedCells cells_of_entries(std::span<const city::JournalEntry> entries) {
  EditedCells cells;
  for (const city::JournalEntry& entry : entries) {
    const bool values = entry.kind == city::EntryKind::set || entry.kind == city::EntryKind::insert ||
                        entry.kind == city::EntryKind::external_edit;
    if (!values) continue;
    for (const std::string& column : entry.columns) {
      for (const city::Id id : entry.ids) cells.add(entry.table, column, id);
    }
  }
  cells.sort();
  return cells;
}

std::vector<std::uint8_t> objects_of_rows(const city::City& city, std::string_view name,
                                          std::span<const std::int64_t> rows) {
  std::vector<std::uint8_t> wanted(static_cast<std::size_t>(city.table("city_object").rows()), 0);
  const Table& table = city.table(name);
  const auto column = table.find("object");
  const bool refers = column && table.column(*column).spec().refers_to == "city_object";
  if (name != "city_object" && !refers) {
    throw Error(ErrorCode::incompatible, "rows of '" + table.name() + "' are no objects of the 3D city model",
                "", "choose by building, city_object or a table of another type of object");
  }
  for (const std::int64_t row : rows) {
    const std::int64_t object =
        refers ? table.column(*column).values<std::int32_t>()[static_cast<std::size_t>(row)] : row;
    if (object >= 0) wanted[static_cast<std::size_t>(object)] = 1;
  }
  return wanted;
}

std::vector<std::uint8_t> objects_in_box(const city::City& city, double min_x, double min_y, double max_x,
                                         double max_y) {
  if (!(min_x <= max_x && min_y <= max_y)) {
    throw Error(ErrorCode::invalid_argument, "the box has no inside", "",
                "give its lower left and its upper right corner: X0,Y0,X1,Y1");
  }
  std::vector<std::uint8_t> wanted(static_cast<std::size_t>(city.table("city_object").rows()), 0);
  if (city.geometry() == nullptr) return wanted;
  const city::GeometryStore& store = *city.geometry();
  const auto inside = [&](std::uint32_t vertex, std::uint32_t tile) {
    const city::Point3 p = store.world(vertex, tile);
    return p[0] >= min_x && p[0] <= max_x && p[1] >= min_y && p[1] <= max_y;
  };
  for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
    const std::uint32_t owner = store.owner(g), tile = store.tile_of(g);
    if (tile == city::kTemplateTile || owner >= wanted.size() || wanted[owner] != 0) continue;
    bool met = false;
    if (const city::Instance* instance = store.instance(g)) met = inside(instance->anchor, tile);
    const city::Range surfaces = store.surfaces(g);
    for (std::uint32_t s = surfaces.begin; s < surfaces.end && !met; ++s) {
      for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end && !met; ++r) {
        const auto ring = store.ring(r);
        met = std::any_of(ring.begin(), ring.end(), [&](std::uint32_t v) { return inside(v, tile); });
      }
    }
    if (met) wanted[owner] = 1;
  }
  return wanted;
}

}  // namespace conurb::io
