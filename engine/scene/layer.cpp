// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/number_text.hpp"
#include "engine/base/text.hpp"
#include "engine/scene/layer_values.hpp"

namespace conurb::scene {
namespace {

using plot::difference_display;
using plot::display_of;

using city::Scalar;
using city::Shape;
using city::TableKind;
using host::LayerGeometry;

constexpr std::size_t kSuggestions = 3;
// Columns that say who a row is, not what it is like.
constexpr std::array<std::string_view, 4> kNoLooks{"id", "alive", "geometry", "object_id"};

std::optional<LayerGeometry> geometry_of(const city::Table& table) {
  switch (table.spec().kind) {
    case TableKind::grid: return LayerGeometry::raster;
    case TableKind::series: return std::nullopt;
    case TableKind::particles:
      if (!table.find("x") || !table.find("y")) return std::nullopt;
      return LayerGeometry::particles;
    case TableKind::entities:
    case TableKind::links: break;
  }
  switch (table.spec().shape) {
    case Shape::point: return LayerGeometry::glyph;
    case Shape::line: return LayerGeometry::line;
    case Shape::polygon: return LayerGeometry::surface;
    case Shape::none: break;
  }
  if (table.name() == "city_object") return LayerGeometry::surface;
  return std::nullopt;
}

bool can_be(LayerGeometry wanted, const city::Table& table) {
  switch (wanted) {
    case LayerGeometry::particles:
    case LayerGeometry::trajectory: return true;  // the path says where
    case LayerGeometry::arrow: return geometry_of(table) == LayerGeometry::line;
    case LayerGeometry::extrusion: return table.spec().shape == Shape::polygon;
    default: return geometry_of(table) == wanted;
  }
}

bool can_colour(const city::ColumnSpec& column) {
  if (column.list || column.scalar == Scalar::ref || column.unit == "us") return false;
  return std::find(kNoLooks.begin(), kNoLooks.end(), column.name) == kNoLooks.end();
}

/// Why the city cannot show it; "" if it can.
std::string why_not(const city::City& city, const host::Layer& look) {
  const std::int32_t index = city.find(look.table);
  if (index < 0) return fmt::format("the city has no table '{}'", look.table);
  const city::Table& table = city.table(static_cast<std::size_t>(index));
  const host::LayerPath& path = look.path;
  for (const std::string* name : {&look.color, &look.width, &look.height, &look.arrow, &path.link, &path.x,
                                  &path.y, &path.z, &path.heading, &path.position, &path.enter, &path.leave,
                                  &path.halt, &path.halt_from, &path.halt_to, &path.of}) {
    if (!name->empty() && !table.find(*name))
      return fmt::format("the city has no column '{}.{}'", look.table, *name);
  }
  for (const std::string* name : {&look.width, &look.height, &look.arrow}) {
    if (name->empty()) continue;
    const city::ColumnSpec& column = table.column(*name).spec();
    if (column.list || column.scalar == Scalar::text || column.scalar == Scalar::ref)
      return fmt::format("'{}.{}' does not hold numbers", look.table, *name);
  }
  if (!path.link.empty() && table.column(path.link).spec().scalar != Scalar::ref)
    return fmt::format("'{}.{}' does not refer to links", look.table, path.link);
  for (const std::string* name : {&path.enter, &path.leave, &path.halt_from, &path.halt_to}) {
    if (!name->empty() && table.column(*name).spec().scalar != Scalar::i64)
      return fmt::format("'{}.{}' does not hold times", look.table, *name);
  }
  if (look.geometry == LayerGeometry::shape ? !geometry_of(table) : !can_be(look.geometry, table))
    return fmt::format("rows of '{}' cannot be drawn as {}", look.table, host::to_string(look.geometry));
  return {};
}

void add_declared(const city::City& city, const host::Manifest& manifest, std::vector<LayerSpec>& layers,
                  std::vector<std::string>* left_out) {
  for (const host::Layer& declared : manifest.layers) {
    LayerSpec layer{manifest.name + "." + declared.id, manifest.id, manifest.label,
                    manifest.label + " " + manifest.version, declared};
    if (const std::string why = why_not(city, declared); !why.empty()) {
      if (left_out != nullptr) left_out->push_back(fmt::format("{}: {}", layer.id, why));
      continue;
    }
    const city::Table& table = city.table(declared.table);
    if (declared.geometry == LayerGeometry::shape) layer.look.geometry = *geometry_of(table);
    if (declared.description.empty() && !declared.color.empty())
      layer.look.description = table.column(declared.color).spec().description;
    layers.push_back(std::move(layer));
  }
}

std::string source_of(const std::string& owner, std::span<const host::Manifest* const> manifests) {
  const auto found = std::find_if(manifests.begin(), manifests.end(),
                                  [&](const host::Manifest* manifest) { return manifest->id == owner; });
  return found == manifests.end() ? owner : (*found)->label + " " + (*found)->version;
}

void add_columns(const city::Table& table, std::span<const host::Manifest* const> manifests,
                 std::vector<LayerSpec>& layers) {
  const std::optional<LayerGeometry> geometry = geometry_of(table);
  if (!geometry) return;
  for (std::size_t c = 0; c < table.column_count(); ++c) {
    const city::ColumnSpec& column = table.column(c).spec();
    if (!can_colour(column)) continue;
    LayerSpec layer;
    layer.id = table.name() + "." + column.name;
    const bool taken = std::any_of(layers.begin(), layers.end(),
                                   [&](const LayerSpec& other) { return other.id == layer.id; });
    if (taken) continue;
    layer.group = name_text(table.name());
    layer.source = column.owner.empty() ? std::string() : source_of(column.owner, manifests);
    layer.look.id = column.name;
    layer.look.label = name_text(column.name);
    layer.look.description = column.description;
    layer.look.table = table.name();
    layer.look.geometry = *geometry;
    layer.look.color = column.name;
    if (*geometry == LayerGeometry::particles) {
      layer.look.path.x = std::string("x");
      layer.look.path.y = std::string("y");
      if (table.find("z")) layer.look.path.z = std::string("z");
      if (table.find("heading")) layer.look.path.heading = "heading";
    }
    layers.push_back(std::move(layer));
  }
}

std::string plain(std::string_view typed) {
  std::string text = to_lower(trim(typed));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  return text;
}

std::string nearest_ids(std::span<const LayerSpec> layers, const std::string& typed) {
  std::vector<std::pair<std::size_t, const std::string*>> near;
  for (const LayerSpec& layer : layers) {
    // Who knows the end but not the table, or the other way round, is near, too.
    const std::size_t behind = layer.id.find('.') + 1;
    const std::size_t dot = typed.find('.');
    const std::string_view end = std::string_view(typed).substr(dot == std::string::npos ? 0 : dot + 1);
    near.emplace_back(std::min(edit_distance(typed, layer.id),
                               edit_distance(end, std::string_view(layer.id).substr(behind)) + 1),
                      &layer.id);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (near.size() > kSuggestions) near.resize(kSuggestions);
  std::vector<std::string> ids;
  for (const auto& [distance, id] : near) ids.push_back(*id);
  return ids.empty() ? "the city has nothing to show" : "the nearest are " + join(ids, ", ");
}

}  // namespace

std::vector<LayerSpec> layers_of(const city::City& city, std::span<const host::Manifest* const> manifests,
                                 std::vector<std::string>* left_out) {
  std::vector<LayerSpec> layers;
  for (const host::Manifest* manifest : manifests) add_declared(city, *manifest, layers, left_out);
  for (std::size_t t = 0; t < city.table_count(); ++t) add_columns(city.table(t), manifests, layers);
  return layers;
}

const LayerSpec& find_layer(std::span<const LayerSpec> layers, std::string_view typed) {
  const std::string wanted = plain(typed);
  std::vector<const LayerSpec*> by_end, declared;
  for (const LayerSpec& layer : layers) {
    if (layer.id == wanted) return layer;
    if (layer.id.substr(layer.id.find('.') + 1) != wanted) continue;
    by_end.push_back(&layer);
    if (!layer.plugin.empty()) declared.push_back(&layer);
  }
  if (declared.size() == 1) return *declared.front();
  if (by_end.size() == 1) return *by_end.front();
  if (by_end.size() > 1) {
    std::vector<std::string> ids;
    for (const LayerSpec* layer : by_end) ids.push_back(layer->id);
    throw Error(ErrorCode::not_found, fmt::format("'{}' may be several layers", typed), {},
                "say which: " + join(ids, ", "));
  }
  throw Error(ErrorCode::not_found, fmt::format("there is no layer '{}'", typed), {},
              nearest_ids(layers, wanted));
}

const city::Column* layer_column(const city::City& city, const LayerSpec& layer, const std::string& name) {
  const std::int32_t index = name.empty() ? -1 : city.find(layer.look.table);
  if (index < 0) return nullptr;
  const city::Table& table = city.table(static_cast<std::size_t>(index));
  const auto column = table.find(name);
  return column ? &table.column(*column) : nullptr;
}

Scale scale_of(const LayerSpec& layer, std::span<const city::City* const> cities, const UnitSystem& units,
               std::span<const DataRange> recorded) {
  const host::Layer& look = layer.look;
  const std::string& name = !look.color.empty() ? look.color : !look.width.empty() ? look.width : look.height;
  std::vector<ColumnOf> columns;
  for (const city::City* city : cities) {
    if (const city::Column* column = layer_column(*city, layer, name))
      columns.push_back({&city->table(look.table), column});
  }
  const Display display =
      columns.empty() ? Display{} : display_of(units, columns.front().column->spec(), look.unit);
  return Scale::of(columns, look, display, recorded);
}

Scale difference_scale_of(const LayerSpec& layer, const city::City& a, const city::City& b,
                          const UnitSystem& units) {
  std::vector<double> differences = differences_of(layer, a, b);
  const city::ColumnSpec& column = layer_column(a, layer, layer.look.color)->spec();
  const Display display = difference_display(display_of(units, column, layer.look.unit), column);
  return Scale::of_differences(robust_range(differences), layer.look.better, display);
}

}  // namespace conurb::scene
