// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/city_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/scene/camera_moves.hpp"
#include "engine/scene/ground_map.hpp"
#include "engine/scene/layer_colours.hpp"

namespace conurb::ui {
namespace {

constexpr double kDragThreshold = 4;  // pixels that a click may slip
constexpr double kStill = 0.12;       // s without change after which the picture is refined
constexpr double kFrame = 0.040;      // s that a frame may take while something moves
constexpr int kSamples = 32;

/// What the plain picture is drawn with, and the one that is refined.
view::Effort moving(double scale) {
  view::Effort effort;
  effort.error_px = 2;
  effort.triangles = 60'000;
  effort.shadow_texels = 1024;
  effort.scale = scale;
  return effort;
}
view::Effort still() {
  view::Effort effort;
  effort.error_px = 1;
  effort.triangles = 1'500'000;
  effort.shadow_texels = 2048;
  effort.samples = kSamples;
  return effort;
}

}  // namespace

CityStage::CityStage(view::GlContext& context, room::Room& room, CityModel& model)
    : room_(room), model_(model) {
  const scene::CityScene& scene = model.scene();
  view::RendererOptions options;
  options.box = scene.box;
  options.objects = scene.numbers.count();
  renderer_ = std::make_unique<view::Renderer>(context, options);
  renderer_->add_source(scene.buildings, view::SourceKind::solid);
  renderer_->add_source(scene.ground, view::SourceKind::ground);
  renderer_->add_source(scene.trees, view::SourceKind::solid);
  room.set_home(scene::overview(scene.box, 1.6));
}

void CityStage::update(double seconds) {
  seconds_ += seconds;
  const std::vector<view::SceneView> before = views_;
  choose_views();
  choose_style();
  paint();
  still_s_ = views_ == before ? still_s_ + seconds : 0;
}

void CityStage::choose_views() {
  const room::RoomState& state = room_.state();
  views_.clear();
  view::SceneView view;
  view.camera = state.camera;
  const auto mode = state.views.size() > 1 ? state.compare : room::CompareMode::single;
  if (mode == room::CompareMode::split) {
    const std::size_t count = state.views.size();
    const std::size_t columns = count == 4 ? 2 : count, rows = count == 4 ? 2 : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const double width = 1.0 / static_cast<double>(columns), height = 1.0 / static_cast<double>(rows);
      view.left = width * static_cast<double>(i % columns);
      view.right = view.left + width;
      view.top = 1 - height * static_cast<double>(i / columns);
      view.bottom = view.top - height;
      view.colours = static_cast<int>(i);
      views_.push_back(view);
    }
    return;
  }
  if (mode == room::CompareMode::swipe) {
    view.colours_right = 1;
    view.split = state.swipe;
  } else if (mode == room::CompareMode::blink) {
    view.colours = static_cast<int>(std::floor(seconds_)) % 2;
  }
  views_.push_back(view);
}

void CityStage::choose_style() {
  const room::RoomState& state = room_.state();
  const bool dark = state.theme == room::Theme::dark;
  view::SceneStyle style;
  style.outline = dark ? scene::Light{1, 1, 1} : scene::Light{.05f, .05f, .06f};
  if (state.layers.empty()) {
    // A minute of the sun's way is not seen, and a new sky would begin the picture anew.
    const Time minute = floor(state.clock.shown, kMinute * 5);
    style.daylight = scene::daylight(minute, scene::place_of(model_.base()), room_.published().zone);
  } else {
    style.daylight = scene::studio_light(dark);
    style.muted = 0.92f;
    style.muted_colour = dark ? scene::Light{.060f, .072f, .088f} : scene::Light{.78f, .80f, .82f};
  }
  if (style == style_) return;
  style_ = style;
  renderer_->set_style(style);
  still_s_ = 0;
}

std::vector<scene::Texel> CityStage::plain_texels(const city::City& city) const {
  const scene::ObjectNumbers& numbers = model_.scene().numbers;
  std::vector<scene::Texel> texels(numbers.count() + std::size_t{1}, scene::kPlainTexel);
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const auto range = numbers.range(t);
    const city::Table& table = city.table(t);
    if (range.count == 0 || table.rows() == table.alive_rows()) continue;
    const auto alive = table.alive();
    for (std::size_t row = 0; row < alive.size() && row < range.count; ++row)
      if (alive[row] == 0) texels[range.first + row] = scene::kHiddenTexel;
  }
  return texels;
}

void CityStage::select_rows(std::vector<scene::Texel>& texels, const city::City& city) const {
  const room::Selection& selection = room_.state().selection;
  const std::int32_t table = city.find(selection.table);
  if (table < 0) return;
  for (const city::Id id : selection.ids) {
    const std::int64_t row = city.table(static_cast<std::size_t>(table)).row_of(id);
    const std::uint32_t number = model_.scene().numbers.number(static_cast<std::size_t>(table), row);
    if (number > 0) texels[number] |= scene::kSelected;
  }
}

const scene::Scale& CityStage::scale_of(const scene::LayerSpec& layer) {
  // One scale for all views and for all times that were seen: it widens, and never narrows.
  std::vector<const city::City*> cities;
  std::string key = layer.id;
  for (const room::View& view : room_.state().views) {
    const CityModel::Shown shown = model_.shown(view.branch, &layer);
    cities.push_back(shown.city);
    if (const city::Column* column = scene::layer_column(*shown.city, layer, layer.look.color))
      ranges_[layer.id].add(scene::robust_range(shown.city->table(layer.look.table), *column));
  }
  const scene::DataRange range = ranges_[layer.id];
  scene::Scale scale = scene::scale_of(layer, cities, model_.units(), std::span(&range, 1));
  for (const room::LayerShown& shown : room_.state().layers) {
    if (shown.id != layer.id || !shown.range) continue;
    scale.low = scale.display.value((*shown.range)[0]);
    scale.high = scale.display.value((*shown.range)[1]);
  }
  return scales_.insert_or_assign(key, std::move(scale)).first->second;
}

void CityStage::paint() {
  const room::RoomState& state = room_.state();
  std::vector<const scene::LayerSpec*> layers;
  for (const room::LayerShown& shown : state.layers)
    if (const scene::LayerSpec* layer = model_.layer(shown.id)) layers.push_back(layer);
  const bool difference =
      state.compare == room::CompareMode::difference && state.views.size() > 1 && !layers.empty();
  painted_.resize(std::max(painted_.size(), state.views.size()));

  // What the colours depend on, as a text: when it is the same, so are they.
  std::string common =
      fmt::format("{} {} {}", difference, state.selection.table, fmt::join(state.selection.ids, ","));
  std::vector<std::string> wanted;
  for (const room::View& view : state.views) {
    std::string of = common + view.branch;
    for (const scene::LayerSpec* layer : layers)
      of += fmt::format("|{} {}", layer->id, model_.shown(view.branch, layer).revision);
    for (const room::LayerShown& shown : state.layers)
      if (shown.range) of += fmt::format("|{} {}", (*shown.range)[0], (*shown.range)[1]);
    of += fmt::format("|{}", model_.shown(view.branch, nullptr).revision);
    const room::BranchInfo* info = room_.published().branch(view.branch);
    if (info != nullptr && info->status == room::BranchStatus::stale) of += "|stale";
    wanted.push_back(of);
  }
  if (std::equal(wanted.begin(), wanted.end(), painted_.begin())) return;
  std::copy(wanted.begin(), wanted.end(), painted_.begin());
  legends_.clear();
  for (const scene::LayerSpec* layer : layers) (void)scale_of(*layer);
  if (difference) {
    paint_difference(*layers.front());
    return;
  }
  for (std::size_t i = 0; i < state.views.size(); ++i) paint_view(i, layers, i == 0);
}

void CityStage::paint_view(std::size_t view, const std::vector<const scene::LayerSpec*>& layers,
                           bool with_legends) {
  const std::string& branch = room_.state().views[view].branch;
  const room::BranchInfo* info = room_.published().branch(branch);
  const bool stale = info != nullptr && info->status == room::BranchStatus::stale;
  const city::City& city = *model_.shown(branch, nullptr).city;
  std::vector<scene::Texel> texels = plain_texels(city);
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {  // the topmost last
    const CityModel::Shown shown = model_.shown(branch, *layer);
    const scene::Scale& scale = scales_.at((*layer)->id);
    const scene::TexelRange range =
        scene::colours_of(*shown.city, **layer, scale, model_.scene().numbers,
                          {.stale = stale && shown.time, .pinned = {}, .selected = {}});
    std::copy(range.texels.begin(), range.texels.end(), texels.begin() + range.first);
    if (!with_legends) continue;
    scene::LegendFacts facts;
    facts.time = shown.time;
    facts.texels = range.texels;
    legends_.insert(legends_.begin(),
                    scene::legend_of(*shown.city, **layer, scale, room_.published().zone, facts));
  }
  select_rows(texels, city);
  renderer_->set_colours(static_cast<int>(view), 0, texels);
}

void CityStage::paint_difference(const scene::LayerSpec& layer) {
  const auto& views = room_.state().views;
  const CityModel::Shown a = model_.shown(views[0].branch, &layer), b = model_.shown(views[1].branch, &layer);
  std::vector<scene::Texel> texels = plain_texels(*b.city);
  try {
    const scene::Scale scale = scene::difference_scale_of(layer, *a.city, *b.city, model_.units());
    const scene::TexelRange range =
        scene::difference_colours_of(*a.city, *b.city, layer, scale, model_.scene().numbers);
    std::copy(range.texels.begin(), range.texels.end(), texels.begin() + range.first);
    scene::LegendFacts facts;
    facts.time = b.time;
    facts.texels = range.texels;
    facts.difference = true;
    facts.a = views[0].branch;
    facts.b = views[1].branch;
    legends_.push_back(scene::legend_of(*b.city, layer, scale, room_.published().zone, facts));
  } catch (const Error& error) {
    room_.simulation().tell(store::Severity::warning, error.message());
  }
  select_rows(texels, *b.city);
  renderer_->set_colours(0, 0, texels);
}

view::Renderer::State CityStage::draw(view::Size size) {
  const auto begun = std::chrono::steady_clock::now();
  const bool moves = still_s_ < kStill || drag_.has_value();
  const view::Effort effort = moves ? moving(scale_) : still();
  const view::Renderer::State state = renderer_->advance(size, views_, effort);
  renderer_->show();
  settled_ = !moves && state.tiles_complete && state.samples >= effort.samples;
  frame_ms_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
  // Fewer pixels while frames take too long, more when there is time again.
  if (moves)
    scale_ = std::clamp(scale_ * (frame_ms_ > kFrame * 1e3   ? 0.93
                                  : frame_ms_ < kFrame * 700 ? 1.04
                                                             : 1),
                        0.5, 1.0);
  return state;
}

const view::SceneView* CityStage::view_at(double x, double y, view::Size size) const {
  const double u = x / size.width, v = 1 - y / size.height;
  for (const view::SceneView& view : views_)
    if (u >= view.left && u < view.right && v >= view.bottom && v < view.top) return &view;
  return nullptr;
}

void CityStage::go(const scene::Camera& camera) {
  scene::Camera placed = camera;
  // What is looked at stands on the ground.
  const double ground = model_.scene().heights->height(placed.target[0], placed.target[1]);
  if (placed.mode != scene::CameraMode::fly && std::isfinite(ground)) placed.target[2] = ground;
  room_.attempt("camera.go", {{"to", scene::to_text(placed)}, {"seconds", 0}});
}

void CityStage::handle(const view::InputEvent& event, view::Size size) {
  using Kind = view::InputEvent::Kind;
  if (views_.empty() || size.width < 1 || size.height < 1) return;
  const auto inside = [&](const view::SceneView& view, double x, double y) {
    return std::array{(x / size.width - view.left) / (view.right - view.left),
                      (1 - y / size.height - view.bottom) / (view.top - view.bottom)};
  };
  const scene::CameraLimits limits{3, 60'000, -90, -1};
  if (event.kind == Kind::button && event.down) {
    drag_ = Drag{event.button, event.button == 1 || event.modifiers.ctrl, false, event.x, event.y};
  } else if (event.kind == Kind::button && drag_ && event.button == drag_->button) {
    if (!drag_->moved && drag_->button == 0) pick(event.x, event.y, size, event.modifiers.shift);
    drag_.reset();
  } else if (event.kind == Kind::move && drag_) {
    const double dx = event.x - drag_->x, dy = event.y - drag_->y;
    if (!drag_->moved && std::hypot(dx, dy) < kDragThreshold) return;
    drag_->moved = true;
    if (const view::SceneView* view = view_at(drag_->x, drag_->y, size)) {
      const scene::Projection projection = renderer_->projection(size, *view);
      if (drag_->turns)
        go(scene::turned(projection.camera, 240 * dx / size.width, -120 * dy / size.height, limits));
      else
        go(scene::dragged(projection, inside(*view, drag_->x, drag_->y), inside(*view, event.x, event.y)));
    }
    drag_->x = event.x;
    drag_->y = event.y;
  } else if (event.kind == Kind::wheel) {
    const view::SceneView& view = views_.front();
    go(scene::zoomed(renderer_->projection(size, view), {0.5, 0.5}, std::pow(0.85, event.y), limits));
  }
}

void CityStage::pick(double x, double y, view::Size size, bool add) {
  const view::SceneView* view = view_at(x, y, size);
  if (view == nullptr) return;
  const scene::Picture ids = renderer_->read_ids(size, *view);
  const std::uint8_t* p = ids.pixel(std::clamp(static_cast<int>(x), 0, size.width - 1),
                                    std::clamp(static_cast<int>(y), 0, size.height - 1));
  const std::uint32_t number = p[0] | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16;
  const auto row = model_.scene().numbers.row(number);
  if (!row) {
    if (!add) room_.attempt("select.clear");
    return;
  }
  const city::Table& table = model_.base().table(row->table);
  if (row->row >= table.rows()) return;
  const city::Id id = table.ids()[static_cast<std::size_t>(row->row)];
  room_.attempt(add ? "select.add" : "select.pick", {{"table", table.name()}, {"ids", Json::array({id})}});
}

}  // namespace conurb::ui
