// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/room_window.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/scene/picture_file.hpp"
#include "engine/ui/key_chord.hpp"
#include "engine/ui/measure_view.hpp"
#include "engine/ui/top_bar.hpp"
#include "engine/view/frame_target.hpp"

namespace conurb::ui {
namespace {

constexpr std::array<std::string_view, 3> kLeft = {"layers", "apps", "bookmarks"};
constexpr std::array<std::string_view, 9> kRight = {"inspector", "plots",  "levers",  "whatifs", "journal",
                                                    "findings",  "alarms", "console", "messages"};

}  // namespace

RoomWindow::RoomWindow(view::GlContext& context, room::Room& room, RoomWindowOptions options)
    : context_(context),
      scale_(options.scale),
      room_(room),
      surface_({.theme = ThemeName::dark,
                .scale = options.scale,
                .get_clipboard = options.get_clipboard,
                .set_clipboard = options.set_clipboard}),
      model_(room),
      console_(room),
      apps_(options.scripts),
      asked_(options.asked) {
  model_.update();  // the city is read while the fonts are drawn
}

RoomWindow::~RoomWindow() {
  context_.make_current();
}

void RoomWindow::frame(view::Size size, double dt_s, std::span<const view::InputEvent> events) {
  const auto begun = std::chrono::steady_clock::now();
  context_.make_current();
  seconds_ += dt_s;
  dt_s_ = dt_s;
  size_ = {std::max(size.width, 1), std::max(size.height, 1)};
  const ThemeName theme = room_.state().theme == room::Theme::dark ? ThemeName::dark : ThemeName::light;
  if (theme != surface_.theme().name) surface_.set_theme(theme);
  surface_.begin(size_, dt_s, events);
  take(events, size_);
  room_.update(dt_s);
  model_.update();
  if (model_.ready() && !stage_) {
    stage_ = std::make_unique<CityStage>(context_, room_, model_);
    stage_->set_free(free_part(), size_);
    if (!room_.published().session) begin();
    std::vector<std::string> ids;
    for (const scene::LayerSpec& layer : model_.layers()) ids.push_back(layer.id);
    palette_.know("layer", std::move(ids));
  }
  if (stage_) {
    stage_->update(dt_s);
    stage_->set_free(free_part(), size_);
    stage_->draw(size_);
  }
  draw_panels(size_);
  choose_cursor();
  surface_.end();
  if (context_.framebuffer().width > 0) {
    if (stage_) stage_->renderer().show();
    surface_.draw();
    context_.present();
  }
  note_times(begun);
  save_pictures();
  save_plots();
}

void RoomWindow::note_times(std::chrono::steady_clock::time_point begun) {
  constexpr std::size_t kMost = 100'000;
  const auto now = std::chrono::steady_clock::now();
  const auto since = [now](auto when) { return std::chrono::duration<double>(now - when).count(); };
  frame_s_ = since(begun);
  if (times_.frames_ms.size() < kMost) times_.frames_ms.push_back(1e3 * frame_s_);
  if (times_.first_picture_s < 0 && stage_ && stage_->triangles() > 0) times_.first_picture_s = since(asked_);
  if (times_.detailed_s < 0 && stage_ && stage_->detailed()) times_.detailed_s = since(asked_);
}

RoomWindow::Times RoomWindow::take_times() {
  Times taken = times_;
  times_.frames_ms.clear();
  return taken;
}

void RoomWindow::begin() {
  // A room that nobody arranged shows the last day of what was recorded, by day.
  const room::Room::Span span = room_.span();
  const Zone& zone = room_.published().zone;
  const Time last = span.to > span.from ? span.to - kSecond : zone.to_utc({{2026, 6, 21}, 0, 0, 0, 0});
  const Time forenoon = zone.to_utc({zone.to_local(last).date, 10, 0, 0, 0});
  room_.attempt("time.set", {{"time", format_time(forenoon, zone, TimeFormat::minute)}});
  // At once: a flight from where nobody has looked yet would only put the picture off.
  room_.attempt("camera.home", {{"seconds", 0}});
}

void RoomWindow::take(std::span<const view::InputEvent> events, view::Size size) {
  using Kind = view::InputEvent::Kind;
  for (const view::InputEvent& event : events) {
    if (event.kind == Kind::close) room_.attempt("quit");
    if (event.kind == Kind::key && event.down && !surface_.wants_keyboard()) room_.press(key_chord(event));
    if (event.kind == Kind::leave) pointer_.reset();
    if (event.kind == Kind::move) {
      pointer_.reset();
      if (!surface_.wants_mouse())
        pointer_ = ImVec2{static_cast<float>(event.x), static_cast<float>(event.y)};
    }
    const bool released = event.kind == Kind::button && !event.down;
    const bool over_panel = surface_.wants_mouse();
    if (swipe_.handle(room_, event, size, surface_.px(SwipeLine::kReach), over_panel)) continue;
    if (stage_ && (!over_panel || released)) stage_->handle(event, size);
  }
}

void RoomWindow::choose_cursor() {
  using view::CursorShape;
  cursor_ = CursorShape::arrow;
  if (ImGui::GetMouseCursor() == ImGuiMouseCursor_TextInput) cursor_ = CursorShape::text;
  if (pointer_ && room_.state().measuring.what != room::Measure::none) cursor_ = CursorShape::cross;
  if (swipe_.hot()) cursor_ = CursorShape::across;
}

RoomWindow::Places RoomWindow::places() const {
  const auto width = static_cast<float>(size_.width), height = static_cast<float>(size_.height);
  const float gap = surface_.px(Sizes::kGap);
  Places at;
  at.top = {gap, gap, width - gap, gap + surface_.px(48)};
  at.low = height - gap;
  if (room_.state().panels.contains("timeline")) {
    at.timeline = {gap, at.low - timeline_.height(surface_, std::min(surface_.px(224), height * 0.3f)),
                   width - gap, at.low};
    at.low = at.timeline.y0 - gap;
  }
  const float side = std::min(surface_.px(300), width * 0.3f);
  at.left = {gap, at.top.y1 + gap, gap + side, at.low};
  const float right_wide = std::min(surface_.px(400), width * 0.36f);
  at.right = {width - gap - right_wide, at.top.y1 + gap, width - gap, at.low};
  return at;
}

bool RoomWindow::any_open(std::span<const std::string_view> panels) const {
  return std::any_of(panels.begin(), panels.end(), [this](std::string_view panel) {
    return room_.state().panels.contains(std::string(panel));
  });
}

scene::PicturePart RoomWindow::free_part() {
  const auto width = static_cast<double>(size_.width), height = static_cast<double>(size_.height);
  const Places at = places();
  const bool figures = room_.state().panels.contains("kpis") && !room_.published().branches.empty() &&
                       !room_.published().branches.back().kpis.empty();
  const float low = at.low - (figures ? surface_.px(134) : 0);
  scene::PicturePart part;
  part.left = static_cast<double>(at.left.x1) / width;
  part.right = any_open(kRight) ? static_cast<double>(at.right.x0) / width : 1;
  part.bottom = 1 - static_cast<double>(low) / height;
  part.top = 1 - static_cast<double>(at.top.y1) / height;
  // Where panels leave next to nothing, the whole picture is framed.
  return part.right - part.left < 0.2 || part.top - part.bottom < 0.2 ? scene::PicturePart{} : part;
}

void RoomWindow::draw_panels(view::Size size) {
  PanelContext context{room_, surface_, seconds_};
  const auto width = static_cast<float>(size.width), height = static_cast<float>(size.height);
  const float gap = surface_.px(Sizes::kGap);
  if (width < surface_.px(480) || height < surface_.px(300)) return;  // the city alone
  const auto& open = room_.state().panels;
  timeline_.update(context, model_);
  const Places at = places();
  if (stage_) {
    draw_measure(context, *stage_, size, pointer_);
    draw_view_names(context, stage_->views(), {0, at.top.y1 + gap, width, height});
  }
  draw_top_bar(context, model_, at.top);
  console_.update(dt_s_);
  if (open.contains("timeline")) timeline_.draw(context, at.timeline);
  const float left_low = draw_legends(at);
  const Rect switches{at.right.x0, at.right.y0, at.right.x1, at.right.y0 + surface_.px(34)};
  draw_panel_switch(context, switches);
  draw_column(context, {at.left.x0, at.left.y0, at.left.x1, left_low}, kLeft);
  draw_column(context, {at.right.x0, switches.y1 + gap, at.right.x1, at.low}, kRight);
  const float middle_left = at.left.x1 + gap, middle_right = at.right.x0 - gap;
  if (open.contains("kpis")) {
    Pieces pieces(surface_, *ImGui::GetBackgroundDrawList());
    draw_key_figures(context, {middle_left, at.low - pieces.figure_size().y, middle_right, at.low});
  }
  const bool named = room_.state().views.size() > 1 && room_.state().compare != room::CompareMode::single;
  const float below_names = at.top.y1 + gap + (named ? surface_.px(34) + gap : 0);
  const float below_card =
      draw_measure_card(context, {(middle_left + middle_right) / 2, below_names}, middle_right - middle_left);
  toasts_.draw(context, {middle_left, below_card, middle_right, at.low});
  palette_.draw(context, {0, 0, width, height});
}

float RoomWindow::draw_legends(const Places& at) {
  float low = at.low;
  if (!stage_) return low;
  Pieces pieces(surface_, *ImGui::GetBackgroundDrawList());
  int number = 0;
  for (const scene::Legend& legend : stage_->legends()) {
    const ImVec2 needs = pieces.legend_size(legend);
    // One is always there; further ones leave room for a panel.
    if (low - needs.y < at.top.y1 + (number == 0 ? 0 : surface_.px(200))) break;
    pieces.legend("legend " + std::to_string(number++), {at.left.x0, low - needs.y}, legend);
    low -= needs.y + surface_.px(Sizes::kGap);
  }
  return low;
}

void RoomWindow::draw_column(PanelContext& context, const Rect& rect,
                             std::span<const std::string_view> panels) {
  const float gap = surface_.px(Sizes::kGap), least = surface_.px(170);
  std::vector<std::string_view> open;
  for (const std::string_view panel : panels)
    if (room_.state().panels.contains(std::string(panel))) open.push_back(panel);
  // Rather fewer panels than such that nothing can be read in.
  const auto most = static_cast<std::size_t>(std::max((rect.height() + gap) / (least + gap), 1.0f));
  if (open.size() > most) open.resize(most);
  if (open.empty() || rect.height() < surface_.px(100)) return;
  const auto count = static_cast<float>(open.size());
  const float each = (rect.height() - gap * (count - 1)) / count;
  float y = rect.y0;
  for (const std::string_view panel : open) {
    draw_panel(context, panel, {rect.x0, y, rect.x1, y + each});
    y += each + gap;
  }
}

void RoomWindow::draw_panel(PanelContext& context, std::string_view panel, const Rect& rect) {
  if (panel == "layers") layers_.draw(context, model_, rect);
  if (panel == "apps") apps_.draw(context, rect);
  if (panel == "bookmarks") bookmarks_.draw(context, rect);
  if (panel == "inspector") inspector_.draw(context, model_, rect);
  if (panel == "plots") plots_.draw(context, model_, rect);
  if (panel == "levers") levers_.draw(context, rect);
  if (panel == "whatifs") whatifs_.draw(context, rect);
  if (panel == "journal") journal_.draw(context, rect);
  if (panel == "findings") findings_.draw(context, rect);
  if (panel == "alarms") draw_alarms_panel(context, rect);
  if (panel == "console") console_.draw(context, rect);
  if (panel == "messages") draw_messages_panel(context, rect);
}

bool RoomWindow::settled() const {
  return stage_ != nullptr && stage_->settled() && !room_.state().clock.playing;
}

bool RoomWindow::detailed() const {
  return stage_ != nullptr && stage_->detailed() && !room_.state().clock.playing;
}

double RoomWindow::pause_s() const {
  constexpr double kRest = 1.5;  // for each second of drawing, while a simulation works
  return stage_ && stage_->simulating() ? kRest * frame_s_ : 0;
}

double RoomWindow::patience_s() const {
  constexpr double kSettled = 0.1, kStanding = 0.05;
  if (settled()) return kSettled;
  if (!stage_ || stage_->moves()) return 0;
  return stage_->simulating() ? kSettled : std::min(stage_->due_in_s(), kStanding);
}

scene::Picture RoomWindow::read() {
  context_.make_current();
  if (!stage_) return {};
  return stage_->renderer().read([&] { surface_.draw(); });
}

template <typename Write>
void RoomWindow::save(const std::filesystem::path& file, const char* key, const Write& write) {
  try {
    write();
    room_.simulation().tell(store::Severity::note, room_.texts()(key, {{"file", file.string()}}));
  } catch (const Error& error) {
    room_.simulation().tell(store::Severity::error, error.what());
  }
}

void RoomWindow::save_pictures() {
  for (const std::filesystem::path& file : room_.take_pictures())
    save(file, "picture.saved", [&] { scene::write_png(read(), file); });
}

void RoomWindow::save_plots() {
  if (!stage_) return;
  for (const std::filesystem::path& file : room_.take_plots()) {
    PanelContext context{room_, surface_, seconds_};
    save(file, "plot.saved", [&] { plots_.write(context, model_, context_, scale_, file); });
  }
}

}  // namespace conurb::ui
