// SPDX-License-Identifier: Apache-2.0
// Layers of a manifest.
#include <fmt/format.h>

#include <algorithm>

#include "engine/host/manifest_parts.hpp"

namespace conurb::host {

namespace {

constexpr std::string_view kGeometries[] = {"shape", "surface", "extrusion", "line",      "arrow",
                                            "glyph", "raster",  "particles", "trajectory"};
constexpr std::string_view kScales[] = {"linear", "log", "diverging", "classes", "categories"};
constexpr std::string_view kNullLooks[] = {"hatched", "plain", "hidden"};
constexpr std::string_view kLayerBetters[] = {"none", "lower", "higher"};
constexpr std::string_view kRenderings[] = {"smooth", "cells"};
constexpr std::string_view kReversed = "_r";

void read_palette(JsonObject& object, Layer& layer) {
  layer.palette = object.text_or("palette", "");
  if (layer.palette.empty()) return;
  std::string_view name = layer.palette;
  if (name.ends_with(kReversed)) name.remove_suffix(kReversed.size());
  if (std::find(kPalettes.begin(), kPalettes.end(), name) != kPalettes.end()) return;
  std::string all;
  for (const std::string_view each : kPalettes) all += fmt::format("{}{}", all.empty() ? "" : ", ", each);
  object.refuse("palette", fmt::format("is '{}'", layer.palette),
                fmt::format("use one of: {}; with _r behind it is turned round", all));
}

/// Ascending numbers.
std::vector<double> read_breaks(JsonObject& object) {
  std::vector<double> breaks = object.numbers("breaks");
  for (std::size_t i = 1; i < breaks.size(); ++i) {
    if (breaks[i - 1] >= breaks[i])
      object.refuse("breaks", fmt::format("goes from {} to {}", breaks[i - 1], breaks[i]),
                    "put them in ascending order");
  }
  return breaks;
}

void refuse_unless(JsonObject& object, const char* key, bool fits, std::string_view with) {
  if (object.has(key) && !fits) object.refuse(key, fmt::format("goes with {} only", with));
}

/// What makes a colour of a value. Breaks, a centre and categories say by themselves which scale it is.
void read_scale(JsonObject& object, Layer& layer) {
  LayerScale suggested = LayerScale::linear;
  if (object.has("center")) suggested = LayerScale::diverging;
  if (object.has("breaks")) suggested = LayerScale::classes;
  if (object.has("categories")) suggested = LayerScale::categories;
  layer.scale =
      static_cast<LayerScale>(object.one_of_or("scale", kScales, static_cast<std::size_t>(suggested)));
  const bool ranged = layer.scale == LayerScale::linear || layer.scale == LayerScale::log ||
                      layer.scale == LayerScale::diverging;
  refuse_unless(object, "range", ranged, "a linear, log or diverging scale");
  refuse_unless(object, "center", layer.scale == LayerScale::diverging, "a diverging scale");
  refuse_unless(object, "breaks", layer.scale == LayerScale::classes, "a scale of classes");
  refuse_unless(object, "categories", layer.scale == LayerScale::categories, "a scale of categories");
  if (const auto range = object.range("range", false)) {
    layer.low = *range->low;
    layer.high = *range->high;
    if (layer.scale == LayerScale::log && layer.low <= 0)
      object.refuse("range", fmt::format("begins at {}", layer.low), "a log scale begins above 0");
  }
  layer.centre = object.number_or("center", 0);
  if (!(layer.low < layer.centre && layer.centre < layer.high) && layer.scale == LayerScale::diverging &&
      object.has("range")) {
    object.refuse("range", fmt::format("does not hold the center {}", layer.centre));
  }
  layer.breaks = read_breaks(object);
  if (layer.scale == LayerScale::classes && layer.breaks.empty())
    object.fail("has a scale of classes without 'breaks'");
  layer.categories = object.texts("categories");
  read_palette(object, layer);
}

LayerPath read_path(JsonObject& object) {
  const OrderedJson* json = object.find("path");
  if (json == nullptr) return {};
  JsonObject path(*json, object.where() + ", path");
  LayerPath read;
  read.link = path.name_or("link", "");
  read.x = path.name_or("x", "");
  read.y = path.name_or("y", "");
  read.z = path.name_or("z", "");
  read.heading = path.name_or("heading", "");
  read.position = path.name_or("position", "");
  read.enter = path.name_or("enter", "");
  read.leave = path.name_or("leave", "");
  read.speed = path.name_or("speed", "");
  read.halt = path.name_or("halt", "");
  read.halt_from = path.name_or("halt_from", "");
  read.halt_to = path.name_or("halt_to", "");
  read.of = path.name_or("of", "");
  path.finish();
  const bool by_xy = !read.x.empty() && !read.y.empty();
  if (read.link.empty() == !by_xy || read.x.empty() != read.y.empty())
    path.fail("says no place, or two", "give either 'link', or 'x' and 'y'");
  const bool by_time = !read.leave.empty() && (!read.enter.empty() || !read.speed.empty());
  if (!read.link.empty() && read.position.empty() == !by_time)
    path.fail("has a link but no place on it, or two",
              "give either 'position', or 'leave' with 'enter' or 'speed'");
  const bool halts = !read.halt.empty();
  if (halts != !read.halt_from.empty() || halts != !read.halt_to.empty() || (halts && read.enter.empty()))
    path.fail("says only a part of where and when a thing stands",
              "give 'halt', 'halt_from' and 'halt_to' with 'enter' and 'leave'");
  return read;
}

void read_movement(JsonObject& object, Layer& layer) {
  layer.path = read_path(object);
  const bool moves =
      layer.geometry == LayerGeometry::particles || layer.geometry == LayerGeometry::trajectory;
  if (moves && layer.path.empty()) object.fail("is of things that move, and has no 'path'");
  if (!moves && !layer.path.empty()) object.refuse("path", "goes with geometry particles or trajectory only");
  if (layer.geometry == LayerGeometry::trajectory &&
      (layer.path.of.empty() || layer.path.enter.empty() || layer.path.leave.empty())) {
    object.refuse("path", "lacks 'of', 'enter' or 'leave', which a trajectory needs");
  }
}

void read_bindings(JsonObject& object, Layer& layer) {
  layer.color = object.name_or("color", "");
  layer.width = object.name_or("width", "");
  layer.height = object.name_or("height", "");
  layer.arrow = object.name_or("arrow", "");
  if (layer.geometry == LayerGeometry::extrusion && layer.height.empty())
    object.fail("is an extrusion without 'height'");
  if (layer.geometry == LayerGeometry::arrow && layer.arrow.empty()) layer.arrow = layer.color;
  refuse_unless(object, "arrow", layer.geometry == LayerGeometry::arrow, "geometry arrow");
  const bool moves =
      layer.geometry == LayerGeometry::particles || layer.geometry == LayerGeometry::trajectory;
  if (!moves && layer.color.empty() && layer.width.empty() && layer.height.empty() && layer.arrow.empty())
    object.fail("shows no column", "give at least one of color, width, height");
}

/// A typing error would otherwise be a layer that nobody ever sees.
void check_columns(const JsonObject& object, const Layer& layer, const Manifest& manifest) {
  const std::uint32_t table = table_index(manifest, layer.table, object);
  const LayerPath& path = layer.path;
  for (const std::string* name : {&layer.color, &layer.width, &layer.height, &layer.arrow, &path.link,
                                  &path.x, &path.y, &path.z, &path.heading, &path.position, &path.enter,
                                  &path.leave, &path.halt, &path.halt_from, &path.halt_to, &path.of}) {
    const bool known = name->empty() || std::any_of(manifest.columns.begin(), manifest.columns.end(),
                                                    [&](const ColumnUse& use) {
                                                      return use.table == table && use.spec.name == *name;
                                                    });
    if (!known)
      object.fail(fmt::format("column '{}.{}' is not among \"columns\"", layer.table, *name),
                  "declare how the plugin meets it");
  }
}

void read_layer(const std::string& id, JsonObject& object, Manifest& manifest) {
  check_name(id, object);
  Layer layer;
  layer.id = id;
  layer.label = object.text("label");
  layer.description = object.text_or("description", "");
  layer.table = object.text("table");
  layer.geometry = static_cast<LayerGeometry>(object.one_of_or("geometry", kGeometries, 0));
  read_bindings(object, layer);
  read_movement(object, layer);
  check_columns(object, layer, manifest);
  layer.unit = object.text_or("unit", "");
  read_scale(object, layer);
  if (object.has("scale_lock")) layer.scale_lock = object.flag("scale_lock");
  layer.null_look = static_cast<NullLook>(object.one_of_or("null_look", kNullLooks, 0));
  layer.better = static_cast<Better>(object.one_of_or("better", kLayerBetters, 0));
  if (const auto zoom = object.range("zoom", true)) {
    layer.zoom_from_m = zoom->low.value_or(layer.zoom_from_m);
    layer.zoom_to_m = zoom->high.value_or(layer.zoom_to_m);
  }
  layer.smooth = object.one_of_or("rendering", kRenderings, 0) == 0;
  manifest.layers.push_back(std::move(layer));
}

}  // namespace

std::string_view to_string(LayerGeometry geometry) {
  return kGeometries[static_cast<std::size_t>(geometry)];
}

void read_layers(JsonObject& root, Manifest& manifest) {
  root.each("layers", [&](const std::string& id, JsonObject& object) { read_layer(id, object, manifest); });
}

}  // namespace conurb::host
