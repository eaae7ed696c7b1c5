// SPDX-License-Identifier: Apache-2.0
// The room on a screen: the city behind, panels over it, one frame at a time. The same for a window of the
// desktop and for a picture without one, for a hand and for a script.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/ui/apps_panel.hpp"
#include "engine/ui/bookmarks_panel.hpp"
#include "engine/ui/city_stage.hpp"
#include "engine/ui/command_palette.hpp"
#include "engine/ui/console_panel.hpp"
#include "engine/ui/findings_panel.hpp"
#include "engine/ui/inspector_panel.hpp"
#include "engine/ui/journal_panel.hpp"
#include "engine/ui/layers_panel.hpp"
#include "engine/ui/levers_panel.hpp"
#include "engine/ui/panel.hpp"
#include "engine/ui/plots_panel.hpp"
#include "engine/ui/swipe_line.hpp"
#include "engine/ui/timeline_panel.hpp"
#include "engine/ui/toasts.hpp"
#include "engine/ui/whatifs_panel.hpp"
#include "engine/view/window.hpp"

namespace conurb::ui {

struct RoomWindowOptions {
  double scale = 1;                            ///< of texts and panels
  std::vector<std::filesystem::path> scripts;  ///< folders of key applications and scenarios
  std::function<std::string()> get_clipboard;
  std::function<void(const std::string&)> set_clipboard;
  /// From when RoomWindow::Times are counted: when somebody asked for the room.
  std::chrono::steady_clock::time_point asked = std::chrono::steady_clock::now();
};

/// The context is current in every call.
class RoomWindow {
 public:
  RoomWindow(view::GlContext& context, room::Room& room, RoomWindowOptions options);
  ~RoomWindow();

  /// Goes on by `dt_s`, takes the input and draws on the default framebuffer, or on nothing for a context
  /// without one: the picture is there then, and read() gives it.
  void frame(view::Size size, double dt_s, std::span<const view::InputEvent> events);
  /// Picture and panels of the last frame.
  [[nodiscard]] scene::Picture read();
  /// Where panels and texts were in the last frame.
  [[nodiscard]] const Layout& layout() { return surface_.layout(); }
  /// What a person would find fault with in it.
  [[nodiscard]] std::vector<std::string> faults() {
    return surface_.layout().faults(static_cast<float>(size_.width), static_cast<float>(size_.height));
  }
  /// What the mouse is to be shown as.
  [[nodiscard]] view::CursorShape cursor() const { return cursor_; }
  /// Whether the picture is as fine as it gets and nothing moves: frames may be far between.
  [[nodiscard]] bool settled() const;
  /// Whether all detail is shown, smooth enough to be looked at.
  [[nodiscard]] bool detailed() const;
  /// How long there shall be no further frame, s: where a simulation works, drawing leaves it most of the
  /// time.
  [[nodiscard]] double pause_s() const;
  /// How long nothing is lost without a further frame unless something happens, s.
  [[nodiscard]] double patience_s() const;
  /// How long frames took, and how long after the room was asked for there was a picture of the city, and one
  /// with all detail.
  struct Times {
    std::vector<double> frames_ms;                 ///< since the last take_times()
    double first_picture_s = -1, detailed_s = -1;  ///< negative: not yet
  };
  [[nodiscard]] Times take_times();
  /// Null until the city is there.
  [[nodiscard]] CityStage* stage() { return stage_.get(); }

 private:
  void begin();
  void take(std::span<const view::InputEvent> events, view::Size size);
  /// Where panels are, pixels.
  struct Places {
    Rect top, timeline, left, right;
    float low = 0;  // upper edge of what lies below, the timeline
  };
  [[nodiscard]] Places places() const;
  [[nodiscard]] bool any_open(std::span<const std::string_view> panels) const;
  [[nodiscard]] scene::PicturePart free_part();
  void draw_panels(view::Size size);
  void choose_cursor();
  /// Returns what they leave of the left column: its lower edge.
  float draw_legends(const Places& at);
  void draw_column(PanelContext& context, const Rect& rect, std::span<const std::string_view> panels);
  void draw_panel(PanelContext& context, std::string_view panel, const Rect& rect);
  void save_pictures();
  void save_plots();
  /// Does it for a file that a person asked for, and tells under `key` what came of it.
  template <typename Write>
  void save(const std::filesystem::path& file, const char* key, const Write& write);
  void note_times(std::chrono::steady_clock::time_point begun);

  view::GlContext& context_;
  double scale_;
  room::Room& room_;
  Surface surface_;
  CityModel model_;
  std::unique_ptr<CityStage> stage_;
  LayersPanel layers_;
  TimelinePanel timeline_;
  InspectorPanel inspector_;
  LeversPanel levers_;
  WhatifsPanel whatifs_;
  JournalPanel journal_;
  FindingsPanel findings_;
  ConsolePanel console_;
  BookmarksPanel bookmarks_;
  AppsPanel apps_;
  PlotsPanel plots_;
  CommandPalette palette_;
  Toasts toasts_;
  SwipeLine swipe_;
  std::optional<ImVec2> pointer_;  // where the mouse is, pixels, unless it is over a panel
  view::CursorShape cursor_ = view::CursorShape::arrow;
  double seconds_ = 0, dt_s_ = 0, frame_s_ = 0;
  view::Size size_;
  std::chrono::steady_clock::time_point asked_;
  Times times_;
};

}  // namespace conurb::ui
