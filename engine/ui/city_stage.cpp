// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/city_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "engine/scene/camera_moves.hpp"

namespace conurb::ui {
namespace {

constexpr double kDragThreshold = 4;  // pixels that a click may slip
constexpr double kStill = 0.12;       // s without change after which the picture is refined
constexpr double kFrame = 0.040;      // s that a frame may take while something moves
constexpr double kShown = 0.3;        // s without new values after which the picture is refined
constexpr int kSamples = 32;

// How long drawing rests after a picture, as a multiple of the time that it took: while tiles are made, and
// while a simulation works. Both are worth more than one more picture of what is standing still.
constexpr double kRestForTiles = 1, kRestForRun = 4;
constexpr double kLongestRest = 1;  // s

/// For a camera that stands while tiles or values come.
view::Effort waiting_effort() {
  view::Effort effort = still_effort();
  effort.shadow_texels = 1024;
  effort.keep_shadows = true;
  effort.samples = 1;
  return effort;
}

}  // namespace

view::Effort moving_effort(double scale) {
  view::Effort effort;
  effort.error_px = 2;
  effort.triangles = 60'000;
  effort.shadow_texels = 1024;
  effort.scale = scale;
  effort.keep_shadows = true;
  return effort;
}

view::Effort still_effort() {
  view::Effort effort;
  effort.error_px = 1;
  effort.triangles = 1'500'000;
  effort.shadow_texels = 2048;
  effort.samples = kSamples;
  return effort;
}

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
  layers_ = std::make_unique<LayerShow>(*renderer_, scene, model.units(), room.published().zone);
  room.set_home(scene::overview(scene.box, 1.6));
}

void CityStage::update(double seconds) {
  seconds_ += seconds;
  shown_s_ += seconds;
  const std::vector<view::SceneView> before = views_;
  choose_views();
  choose_style();
  if (due_in_s() <= 0) {
    const auto begun = std::chrono::steady_clock::now();
    paint();
    move();
    painting_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  }
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

/// Looks at some times of the runs in view, so that a scale holds for all of them; true if it has learnt
/// something.
bool CityStage::sample_runs(const scene::LayerSpec& layer) {
  constexpr int kTimes = 7;
  bool learnt = false;
  for (const room::View& view : room_.state().views) {
    const room::BranchInfo* info = room_.published().branch(view.branch);
    if (info == nullptr || info->run == 0 || layer.look.color.empty()) continue;
    int& taken = samples_[fmt::format("{} {}", info->run, layer.id)];
    if (taken >= kTimes) continue;
    const Duration span = info->run_to - info->run_from;
    const Time at{info->run_from.us + span.us / kTimes * (taken + 1)};
    const auto frame =
        room_.history().frame(info->run, {view.branch, layer.look.table, layer.look.color}, at);
    if (!frame || !frame->values) continue;
    std::vector<double> values(frame->values->begin(), frame->values->end());
    ranges_[layer.id].add(scene::robust_range(values));
    ++taken;
    learnt = true;
  }
  return learnt;
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

  for (const scene::LayerSpec* layer : layers)
    if (sample_runs(*layer)) painted_.assign(painted_.size(), "");
  // What the colours depend on, as a text: when it is the same, so are they.
  if (state.selection != painted_selection_) painted_.assign(painted_.size(), "");
  painted_selection_ = state.selection;
  const std::string common = difference ? "difference " : "";
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
  shown_s_ = 0;
  for (const scene::LayerSpec* layer : layers) (void)scale_of(*layer);
  const SelectedRows selected{state.selection.table, state.selection.ids};
  if (difference) {
    const auto a = shown_layers(state.views[0].branch, layers),
               b = shown_layers(state.views[1].branch, layers);
    try {
      legends_ = layers_->show_difference(a.front(), b.front(), state.views[0].branch, state.views[1].branch,
                                          selected);
    } catch (const Error& error) {
      legends_.clear();
      room_.simulation().tell(store::Severity::warning, error.message());
    }
    return;
  }
  for (std::size_t i = 0; i < state.views.size(); ++i) {
    const auto shown = shown_layers(state.views[i].branch, layers);
    const city::City& city = *model_.shown(state.views[i].branch, nullptr).city;
    auto legends = layers_->show(static_cast<int>(i), city, shown, selected);
    if (i == 0) legends_ = std::move(legends);
  }
  layers_->drop_from(static_cast<int>(state.views.size()));
}

void CityStage::move() {
  const room::RoomState& state = room_.state();
  std::vector<const scene::LayerSpec*> movers;
  for (const room::LayerShown& shown : state.layers) {
    const scene::LayerSpec* layer = model_.layer(shown.id);
    if (layer != nullptr && layer->look.geometry == host::LayerGeometry::particles) movers.push_back(layer);
  }
  if (movers.empty() || moved_ == state.clock.shown) return;
  moved_ = state.clock.shown;
  for (std::size_t i = 0; i < state.views.size(); ++i)
    layers_->move(static_cast<int>(i), shown_layers(state.views[i].branch, movers), moved_);
}

std::vector<ShownLayer> CityStage::shown_layers(const std::string& branch,
                                                const std::vector<const scene::LayerSpec*>& layers) {
  const room::BranchInfo* info = room_.published().branch(branch);
  const bool stale = info != nullptr && info->status == room::BranchStatus::stale;
  std::vector<ShownLayer> shown;
  for (const scene::LayerSpec* layer : layers) {
    const CityModel::Shown now = model_.shown(branch, layer);
    shown.push_back({layer, &scales_.at(layer->id), now.city, now.time, stale && now.time.has_value()});
  }
  return shown;
}

bool CityStage::moves() const {
  return still_s_ < kStill || drag_.has_value();
}

bool CityStage::simulating() const {
  const room::Clock& clock = room_.state().clock;
  return room_.published().work.has_value() || (clock.mode == room::TimeMode::live && clock.playing);
}

double CityStage::due_in_s() const {
  if (moves()) return 0;
  const double rest = simulating() ? kRestForRun : tiles_complete_ ? 0 : kRestForTiles;
  const double since = std::chrono::duration<double>(std::chrono::steady_clock::now() - drawn_).count();
  return std::max(std::min(rest * took_s_, kLongestRest) - since, 0.0);
}

void CityStage::draw(view::Size size) {
  const bool moving_now = moves();
  if (moving_now) tiles_complete_ = false;  // those of the finer picture
  if (size == drawn_size_ && due_in_s() > 0) return;
  const bool refines = !moving_now && tiles_complete_ && shown_s_ >= kShown;
  const view::Effort effort = moving_now ? moving_effort(scale_)
                              : refines  ? still_effort()
                                         : waiting_effort();
  const auto begun = std::chrono::steady_clock::now();
  const view::Renderer::State state = renderer_->advance(size, views_, effort);
  drawn_ = std::chrono::steady_clock::now();
  drawn_size_ = size;
  const double took_s = std::chrono::duration<double>(drawn_ - begun).count();
  took_s_ = took_s + std::exchange(painting_s_, 0);
  triangles_ = state.triangles;
  tiles_complete_ = !moving_now && state.tiles_complete;
  detailed_ = refines && state.tiles_complete && state.samples >= view::Renderer::kEnough;
  settled_ = refines && state.tiles_complete && state.samples >= effort.samples;
  if (!moving_now) return;
  // Fewer pixels while frames take too long, more when there is time again.
  const double wanted_s = simulating() ? kFrame / 2 : kFrame;
  scale_ = std::clamp(scale_ * (took_s > wanted_s ? 0.93 : took_s < wanted_s * 0.7 ? 1.04 : 1), 0.5, 1.0);
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
  if (event.kind == Kind::move || event.kind == Kind::button) cursor_ = {event.x, event.y};
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
    const view::SceneView* view = view_at(cursor_[0], cursor_[1], size);
    if (view == nullptr) return;
    go(scene::zoomed(renderer_->projection(size, *view), inside(*view, cursor_[0], cursor_[1]),
                     std::pow(0.85, event.y), limits));
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
