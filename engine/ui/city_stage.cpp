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
constexpr double kFrame = 0.035;      // s that a frame may take while something moves
constexpr double kShown = 0.3;        // s without new values after which the picture is refined
constexpr int kSamples = 32;

// How long drawing rests after a picture, as a multiple of the time that it took: while tiles are made, and
// while a simulation works. Both are worth more than one more picture of what is standing still.
constexpr double kRestForTiles = 3, kRestForRun = 4;
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

view::Effort moving_effort(double ease) {
  constexpr double kFewestPixels = 0.5, kTriangles = 60'000;
  view::Effort effort;
  effort.error_px = 2;
  effort.triangles = static_cast<std::uint64_t>(kTriangles * std::min(1.0, ease / kFewestPixels));
  effort.shadow_texels = 1024;
  effort.scale = std::max(ease, kFewestPixels);
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
  renderer_->add_source(scene.bridges, view::SourceKind::solid);
  layers_ = std::make_unique<LayerShow>(*renderer_, scene, model.units(), room.published().zone);
  room.set_ground([heights = scene.heights](double x, double y) { return heights->height(x, y); });
}

void CityStage::update(double seconds) {
  seconds_ += seconds;
  shown_s_ += seconds;
  const std::vector<view::SceneView> before = views_;
  choose_views();
  choose_style();
  bool moved = false;
  if (due_in_s() <= 0) {
    const auto begun = std::chrono::steady_clock::now();
    paint();
    moved = move();
    painting_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  }
  const bool flowed = flow(seconds);
  still_s_ = views_ == before && !moved && !flowed ? still_s_ + seconds : 0;
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

void CityStage::set_free(const scene::PicturePart& free, view::Size size) {
  scene::PicturePart part = free;
  double aspect = static_cast<double>(size.width) / std::max(size.height, 1);
  if (views_.size() > 1) {
    // Cameras are the same in all views: what lies over one of them cannot be kept clear.
    const view::SceneView& first = views_.front();
    const double height = first.top - first.bottom;
    aspect *= (first.right - first.left) / height;
    part.left = 0;
    part.right = 1;
    if (height < 1) part = {};
  }
  const scene::Camera home = scene::overview(model_.scene().box, aspect, part);
  room_.set_home(home);
  const bool at_home = room_.destination() == home_;
  if (room_.destination() == home) home_ = home;
  if (views_.size() == views_framed_) return;
  views_framed_ = views_.size();
  if (!at_home) return;
  home_ = home;
  room_.attempt("camera.home");
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

/// Those that are shown from where the camera is, the topmost first.
std::vector<const scene::LayerSpec*> CityStage::seen_layers() const {
  const room::RoomState& state = room_.state();
  std::vector<const scene::LayerSpec*> layers;
  for (const room::LayerShown& shown : state.layers) {
    const scene::LayerSpec* layer = model_.layer(shown.id);
    if (layer != nullptr && state.camera.distance >= layer->look.zoom_from_m &&
        state.camera.distance <= layer->look.zoom_to_m)
      layers.push_back(layer);
  }
  return layers;
}

void CityStage::paint() {
  const room::RoomState& state = room_.state();
  const std::vector<const scene::LayerSpec*> layers = seen_layers();
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
      of += fmt::format("|{} {} {}", layer->id, model_.shown(view.branch, layer).revision,
                        model_.set_stamp(view.branch, *layer, state.clock.shown));
    for (const room::LayerShown& shown : state.layers)
      if (shown.range) of += fmt::format("|{} {}", (*shown.range)[0], (*shown.range)[1]);
    of += fmt::format("|{}", model_.shown(view.branch, nullptr).revision);
    const room::BranchInfo* info = room_.published().branch(view.branch);
    if (info != nullptr && info->status == room::BranchStatus::stale) of += "|stale";
    wanted.push_back(of);
  }
  if (std::equal(wanted.begin(), wanted.end(), painted_.begin())) return;
  std::copy(wanted.begin(), wanted.end(), painted_.begin());
  moved_.reset();
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
    if (i == 0)
      legends_ = std::move(legends);
    else
      add_to_legends(legends_, legends);
  }
  layers_->drop_from(static_cast<int>(state.views.size()));
}

/// Things that move to where they are at the time shown; true if that is another.
bool CityStage::move() {
  const room::RoomState& state = room_.state();
  std::vector<const scene::LayerSpec*> movers = seen_layers();
  std::erase_if(movers, [](const scene::LayerSpec* layer) {
    return layer->look.geometry != host::LayerGeometry::particles &&
           layer->look.geometry != host::LayerGeometry::trajectory;
  });
  if (movers.empty() || moved_ == state.clock.shown) return false;
  moved_ = state.clock.shown;
  for (std::size_t i = 0; i < state.views.size(); ++i)
    layers_->move(static_cast<int>(i), shown_layers(state.views[i].branch, movers), *moved_);
  return true;
}

/// Arrows go on while time plays; true if there are any. How fast is a matter of looks: their number is told
/// by colour and width.
bool CityStage::flow(double seconds) {
  constexpr double kPeriods = 0.6;  // a second
  const room::Clock& clock = room_.state().clock;
  if (!clock.playing || clock.frozen || !layers_->flows()) return false;
  flowed_s_ += seconds;
  renderer_->set_flow_phase(kPeriods * flowed_s_);
  return true;
}

std::vector<ShownLayer> CityStage::shown_layers(const std::string& branch,
                                                const std::vector<const scene::LayerSpec*>& layers) {
  const room::BranchInfo* info = room_.published().branch(branch);
  const bool stale = info != nullptr && info->status == room::BranchStatus::stale;
  std::vector<ShownLayer> shown;
  for (const scene::LayerSpec* layer : layers) {
    const CityModel::Shown now = model_.shown(branch, layer);
    shown.push_back({layer, &scales_.at(layer->id), now.city, now.time, stale && now.time.has_value(),
                     model_.set_rows(branch, *layer, room_.state().clock.shown)});
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
  if (size == drawn_size_ && due_in_s() > 0) {
    if (!tiles_complete_) renderer_->stream(size, views_, waiting_effort());  // who makes tiles goes on
    return;
  }
  const bool refines = !moving_now && tiles_complete_ && shown_s_ >= kShown;
  const view::Effort effort = moving_now ? moving_effort(ease_) : refines ? still_effort() : waiting_effort();
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
  // Fewer pixels while frames take too long, then fewer triangles; more when there is time again.
  const double wanted_s = simulating() ? kFrame / 2 : kFrame;
  ease_ = std::clamp(ease_ * (took_s > wanted_s ? 0.93 : took_s < wanted_s * 0.7 ? 1.04 : 1), 0.2, 1.0);
}

const view::SceneView* CityStage::view_at(double x, double y, view::Size size) const {
  const double u = x / size.width, v = 1 - y / size.height;
  for (const view::SceneView& view : views_)
    if (u >= view.left && u < view.right && v >= view.bottom && v < view.top) return &view;
  return nullptr;
}

void CityStage::go(const scene::Camera& camera) {
  room_.attempt("camera.go", {{"to", scene::to_text(room_.grounded(camera))}, {"seconds", 0}});
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
    const bool clicked = !drag_->moved && drag_->button == 0;
    if (clicked && room_.state().measuring.what != room::Measure::none)
      measure(event.x, event.y, size);
    else if (clicked)
      pick(event.x, event.y, size, event.modifiers.shift);
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

void CityStage::measure(double x, double y, view::Size size) {
  if (const std::optional<city::Point3> point = point_at(x, y, size))
    room_.attempt("measure.add", {{"x", (*point)[0]}, {"y", (*point)[1]}, {"z", (*point)[2]}});
}

std::optional<city::Point3> CityStage::point_at(double x, double y, view::Size size) const {
  const view::SceneView* view = view_at(x, y, size);
  if (view == nullptr) return std::nullopt;
  const auto picked = renderer_->pick(size, *view, x, y);
  if (!picked) return std::nullopt;
  return picked->point;
}

void CityStage::pick(double x, double y, view::Size size, bool add) {
  const view::SceneView* view = view_at(x, y, size);
  if (view == nullptr) return;
  auto picked = renderer_->pick(size, *view, x, y);
  if (picked && picked->kind == view::SourceKind::ground)
    picked->object = model_.scene().ground->object_at(picked->point[0], picked->point[1]);
  const auto whole = picked ? row_of(picked->object) : std::nullopt;
  if (!whole) {
    if (!add) room_.attempt("select.clear");
    return;
  }
  const auto part = row_of(picked->part);
  const scene::ObjectRow chosen =
      part && (add ? room_.state().selection.table == table_of(*part).name() : is_selected(*whole)) ? *part
                                                                                                    : *whole;
  const city::Table& table = table_of(chosen);
  const city::Id id = table.ids()[static_cast<std::size_t>(chosen.row)];
  room_.attempt(add ? "select.add" : "select.pick", {{"table", table.name()}, {"ids", Json::array({id})}});
}

const city::Table& CityStage::table_of(const scene::ObjectRow& row) const {
  return model_.base().table(row.table);
}

std::optional<scene::ObjectRow> CityStage::row_of(std::uint32_t number) const {
  const auto row = model_.scene().numbers.row(number);
  return row && row->row < table_of(*row).rows() ? row : std::nullopt;
}

/// Whether a thing, or a surface of it, is all that is selected.
bool CityStage::is_selected(const scene::ObjectRow& whole) const {
  const room::Selection& selection = room_.state().selection;
  if (selection.ids.size() != 1) return false;
  const city::Table& own = table_of(whole);
  if (selection.table == own.name())
    return own.ids()[static_cast<std::size_t>(whole.row)] == selection.ids.front();
  const std::int32_t parts = model_.base().find(selection.table);
  if (parts < 0 || selection.table != "surface") return false;
  const city::Table& surfaces = model_.base().table(static_cast<std::size_t>(parts));
  const std::int64_t row = surfaces.row_of(selection.ids.front());
  const auto owner = surfaces.find(own.name());
  return row >= 0 && owner &&
         surfaces.column(*owner).values<std::int32_t>()[static_cast<std::size_t>(row)] == whole.row;
}

}  // namespace conurb::ui
