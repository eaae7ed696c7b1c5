// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/layer_show.hpp"

#include <algorithm>
#include <utility>

#include "engine/scene/layer_movers.hpp"
#include "engine/scene/mover_mesh.hpp"

namespace conurb::ui {
namespace {

bool moves(const scene::LayerSpec& layer) {
  return layer.look.geometry == host::LayerGeometry::particles ||
         layer.look.geometry == host::LayerGeometry::trajectory;
}

std::string mesh_name(int set, const std::string& layer) {
  return std::to_string(set) + " " + layer;
}

std::string tail_name(int set, const std::string& layer) {
  return mesh_name(set, layer) + " tails";
}

}  // namespace

void add_to_legends(std::vector<scene::Legend>& legends, std::span<const scene::Legend> others) {
  for (std::size_t i = 0; i < legends.size() && i < others.size(); ++i) {
    scene::Legend& legend = legends[i];
    const scene::Legend& other = others[i];
    if (legend.bar.empty()) {
      legend.bar = other.bar;
      legend.ticks = other.ticks;
    }
    if (legend.classes.empty()) legend.classes = other.classes;
    if (legend.time.empty()) legend.time = other.time;
    for (const scene::Legend::Sample& sample : other.samples) {
      const auto same = [&](const scene::Legend::Sample& each) { return each.look == sample.look; };
      if (std::none_of(legend.samples.begin(), legend.samples.end(), same)) legend.samples.push_back(sample);
    }
  }
}

LayerShow::LayerShow(view::Renderer& renderer, const scene::CityScene& scene, const UnitSystem& units,
                     Zone zone)
    : renderer_(renderer), scene_(scene), units_(units), zone_(std::move(zone)) {}

namespace {

/// Of a table: what is gone is hidden.
std::vector<scene::Texel> plain_texels(const city::Table& table, std::size_t count) {
  std::vector<scene::Texel> texels(count, scene::kPlainTexel);
  if (table.rows() == table.alive_rows()) return texels;
  const auto alive = table.alive();
  for (std::size_t row = 0; row < alive.size() && row < count; ++row)
    if (alive[row] == 0) texels[row] = scene::kHiddenTexel;
  return texels;
}

void select(const city::Table& table, std::span<const city::Id> ids, std::span<scene::Texel> texels) {
  for (const city::Id id : ids) {
    const std::int64_t row = table.row_of(id);
    if (row >= 0 && static_cast<std::size_t>(row) < texels.size())
      texels[static_cast<std::size_t>(row)] |= scene::kSelected;
  }
}

}  // namespace

void LayerShow::colour(int set, const city::City& city, std::vector<scene::TexelRange> layers,
                       const SelectedRows& selected) {
  std::vector<bool>& coloured = coloured_[set];
  coloured.resize(city.table_count());
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const auto range = scene_.numbers.range(t);
    if (range.count == 0) continue;
    const city::Table& table = city.table(t);
    const auto layer = std::find_if(layers.rbegin(), layers.rend(), [&](const scene::TexelRange& each) {
      return each.first == range.first && !each.texels.empty();
    });
    const bool selects = table.name() == selected.table && !selected.ids.empty();
    const bool plain = layer == layers.rend() && !selects && table.rows() == table.alive_rows();
    if (plain && !coloured[t]) continue;
    coloured[t] = !plain;
    std::vector<scene::Texel> texels =
        layer == layers.rend() ? plain_texels(table, range.count) : std::move(layer->texels);
    if (selects) select(table, selected.ids, texels);
    renderer_.set_colours(set, range.first, texels);
  }
}

std::vector<scene::Legend> LayerShow::show(int set, const city::City& city,
                                           std::span<const ShownLayer> layers, const SelectedRows& selected) {
  std::vector<scene::Legend> legends;
  std::vector<scene::TexelRange> colours;
  std::set<std::string> ids;
  std::optional<scene::RasterDrape> raster;
  for (auto shown = layers.rbegin(); shown != layers.rend(); ++shown) {  // the topmost last, over the others
    scene::DrawingOptions options;
    options.marks.stale = shown->stale;
    options.marks.pinned = shown->pinned;
    options.time = shown->time;
    scene::LayerDrawing drawing = scene::draw_layer(*shown->city, *shown->layer, *shown->scale,
                                                    scene_.numbers, scene_.heights, units_, zone_, options);
    colours.push_back(std::move(drawing.colours));
    if (drawing.raster) raster = std::move(drawing.raster);
    keep_body(set, shown->layer->id, drawing);
    ids.insert(shown->layer->id);
    legends.insert(legends.begin(), std::move(drawing.legend));
  }
  colour(set, city, std::move(colours), selected);
  bool& had_raster = rasters_[set];
  if (raster || had_raster) renderer_.set_raster(set, raster.value_or(scene::RasterDrape{}));
  had_raster = raster.has_value();
  drop_others(set, ids);
  return legends;
}

std::vector<scene::Legend> LayerShow::show_difference(const ShownLayer& a, const ShownLayer& b,
                                                      const std::string& name_a, const std::string& name_b,
                                                      const SelectedRows& selected) {
  const scene::Scale scale = scene::difference_scale_of(*b.layer, *a.city, *b.city, units_);
  scene::DrawingOptions options;
  options.marks.pinned = b.pinned;
  options.time = b.time;
  options.a = name_a;
  options.b = name_b;
  scene::LayerDrawing drawing = scene::draw_difference(*a.city, *b.city, *b.layer, scale, scene_.numbers,
                                                       scene_.heights, units_, zone_, options);
  std::vector<scene::TexelRange> colours;
  colours.push_back(std::move(drawing.colours));
  colour(0, *b.city, std::move(colours), selected);
  bool& had_raster = rasters_[0];
  if (drawing.raster || had_raster) renderer_.set_raster(0, drawing.raster.value_or(scene::RasterDrape{}));
  had_raster = drawing.raster.has_value();
  keep_body(0, b.layer->id, drawing);
  drop_others(0, {b.layer->id});
  return {drawing.legend};
}

void LayerShow::keep_body(int set, const std::string& layer, const scene::LayerDrawing& drawing) {
  const auto key = std::pair(set, layer);
  const auto had = bodies_.find(key);
  if (!drawing.source) return;
  if (had == bodies_.end())
    renderer_.add_source(drawing.source, view::kind_of(drawing.body), set);
  else
    renderer_.replace_source(had->second.source.get(), drawing.source, view::kind_of(drawing.body), set);
  bodies_[key] = {drawing.source, drawing.stands_for_buildings, drawing.arrows};
}

bool LayerShow::flows() const {
  return std::any_of(bodies_.begin(), bodies_.end(), [](const auto& body) { return body.second.arrows; });
}

void LayerShow::drop_others(int set, const std::set<std::string>& layers) {
  for (auto body = bodies_.begin(); body != bodies_.end();) {
    if (body->first.first != set || layers.contains(body->first.second)) {
      ++body;
      continue;
    }
    renderer_.remove_source(body->second.source.get());
    body = bodies_.erase(body);
  }
  for (auto mover = movers_.begin(); mover != movers_.end();) {
    const auto& [of, layer] = mover->first;
    if (of != set || layers.contains(layer)) {
      ++mover;
      continue;
    }
    renderer_.set_mesh(mesh_name(set, layer), {}, view::SourceKind::marks, set);
    renderer_.set_mesh(tail_name(set, layer), {}, view::SourceKind::ribbons, set);
    mover = movers_.erase(mover);
  }
  show_buildings();
}

void LayerShow::show_buildings() {
  const bool wanted = std::none_of(bodies_.begin(), bodies_.end(),
                                   [](const auto& body) { return body.second.stands_for_buildings; });
  if (wanted == buildings_shown_) return;
  buildings_shown_ = wanted;
  if (wanted)
    renderer_.add_source(scene_.buildings, view::SourceKind::solid);
  else
    renderer_.remove_source(scene_.buildings.get());
}

void LayerShow::move(int set, std::span<const ShownLayer> layers, Time now) {
  for (const ShownLayer& shown : layers) {
    if (!moves(*shown.layer)) continue;
    const auto movers =
        scene::movers_at(*shown.city, *shown.layer, scene_.numbers, scene_.heights->terrain(), now);
    renderer_.set_mesh(mesh_name(set, shown.layer->id), scene::make_movers(movers, {}),
                       view::SourceKind::marks, set);
    scene::MoverTracks& tracks = movers_[{set, shown.layer->id}];
    renderer_.set_mesh(tail_name(set, shown.layer->id), tails(tracks, shown, movers, now),
                       view::SourceKind::ribbons, set);
  }
}

/// Of a trajectory layer as its passages say; of others as they were seen to move. Those in the air have
/// none: tails lie on the ground.
scene::Mesh LayerShow::tails(scene::MoverTracks& tracks, const ShownLayer& shown,
                             std::span<const scene::Mover> movers, Time now) const {
  const host::Layer& look = shown.layer->look;
  if (!look.path.z.empty()) return {};
  scene::Trajectories ways;
  if (look.geometry == host::LayerGeometry::trajectory) {
    ways = scene::trajectories_of(*shown.city, *shown.layer, scene_.heights->terrain(),
                                  now - scene::MoverTracks::kKept, now);
  } else {
    tracks.add(movers, now);
    ways = tracks.trajectories();
  }
  const std::size_t table = shown.city->index_of(look.table);
  std::vector<std::uint32_t> objects(static_cast<std::size_t>(shown.city->table(table).rows()));
  for (std::size_t row = 0; row < objects.size(); ++row)
    objects[row] = scene_.numbers.number(table, static_cast<std::int64_t>(row));
  return scene::make_tails(ways, *scene_.heights, now, scene::MoverTracks::kKept, objects);
}

void LayerShow::drop_from(int set) {
  std::set<int> sets;
  for (const auto& [key, body] : bodies_) sets.insert(key.first);
  for (const auto& [key, tracks] : movers_) sets.insert(key.first);
  for (const int each : sets)
    if (each >= set) drop_others(each, {});
}

}  // namespace conurb::ui
