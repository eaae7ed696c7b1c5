// SPDX-License-Identifier: Apache-2.0
// The picture behind the panels: brings what the room's state says (views, layers, selection, time, camera)
// to the renderer, and follows the mouse.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/scene/legend.hpp"
#include "engine/scene/looks.hpp"
#include "engine/ui/city_model.hpp"
#include "engine/ui/layer_show.hpp"
#include "engine/ui/theme.hpp"
#include "engine/view/input.hpp"
#include "engine/view/renderer.hpp"

namespace conurb::ui {

/// What a picture is drawn with while the camera moves, and one that nothing disturbs. `ease`, 1 … 0.2: the
/// less, the fewer pixels, down to half of them each way, and then the fewer triangles.
[[nodiscard]] view::Effort moving_effort(double ease = 1);
[[nodiscard]] view::Effort still_effort();

/// The context is current in every call.
class CityStage {
 public:
  /// `model` is ready and outlives the stage.
  CityStage(view::GlContext& context, room::Room& room, CityModel& model);

  /// Once a frame, before draw().
  void update(double seconds);
  /// Draws the picture, finer from frame to frame while nothing changes. Where a simulation works or tiles
  /// are being made, drawing leaves most of the time to them: the last picture then stays for a while.
  void draw(view::Size size);
  /// After how long draw() draws again, s; 0: at once.
  [[nodiscard]] double due_in_s() const;
  /// Whether the camera is under way.
  [[nodiscard]] bool moves() const;
  /// Whether a simulation works at the moment.
  [[nodiscard]] bool simulating() const;
  [[nodiscard]] view::Renderer& renderer() { return *renderer_; }

  /// Which part of the picture no panel lies over: camera.home frames the city there. Who has not left that
  /// view gets the one that fits when scenarios come beside each other.
  void set_free(const scene::PicturePart& part, view::Size size);

  /// Mouse over the picture: drag moves, right or Ctrl drag turns, the wheel zooms to the cursor, a click
  /// selects, and on a building that is selected the surface under the cursor, or sets a point of what is
  /// measured.
  void handle(const view::InputEvent& event, view::Size size);

  /// The place in the city that a point of the picture shows, metres of the local frame; none: the sky.
  [[nodiscard]] std::optional<city::Point3> point_at(double x, double y, view::Size size) const;
  /// As the last picture of a view was projected.
  [[nodiscard]] scene::Projection projection(view::Size size, const view::SceneView& view) const {
    return renderer_->projection(size, view);
  }

  /// Of the layers shown, the topmost first.
  [[nodiscard]] const std::vector<scene::Legend>& legends() const { return legends_; }
  /// Views as parts of the picture, for their names and lines.
  [[nodiscard]] const std::vector<view::SceneView>& views() const { return views_; }
  /// In the last picture.
  [[nodiscard]] std::uint64_t triangles() const { return triangles_; }
  /// Whether the picture is as fine as it gets; whether it has all its detail, and what follows is hardly
  /// seen.
  [[nodiscard]] bool settled() const { return settled_; }
  [[nodiscard]] bool detailed() const { return detailed_; }

 private:
  void choose_views();
  void paint();
  bool move();
  bool flow(double seconds);
  [[nodiscard]] std::vector<const scene::LayerSpec*> seen_layers() const;
  [[nodiscard]] std::vector<ShownLayer> shown_layers(const std::string& branch,
                                                     const std::vector<const scene::LayerSpec*>& layers);
  [[nodiscard]] const scene::Scale& scale_of(const scene::LayerSpec& layer);
  bool sample_runs(const scene::LayerSpec& layer);
  void choose_style();
  void pick(double x, double y, view::Size size, bool add);
  [[nodiscard]] const city::Table& table_of(const scene::ObjectRow& row) const;
  [[nodiscard]] std::optional<scene::ObjectRow> row_of(std::uint32_t number) const;
  [[nodiscard]] bool is_selected(const scene::ObjectRow& whole) const;
  void measure(double x, double y, view::Size size);
  void go(const scene::Camera& camera);
  [[nodiscard]] const view::SceneView* view_at(double x, double y, view::Size size) const;

  room::Room& room_;
  CityModel& model_;
  std::unique_ptr<view::Renderer> renderer_;
  std::unique_ptr<LayerShow> layers_;
  std::vector<view::SceneView> views_;
  std::vector<scene::Legend> legends_;
  std::map<std::string, scene::Scale> scales_;
  std::map<std::string, scene::DataRange> ranges_;  // by layer
  std::map<std::string, int> samples_;              // taken of a run, by run and layer
  std::optional<Time> moved_;                       // what things that move were drawn for
  room::Selection painted_selection_;
  std::vector<std::string> painted_;  // what the colours of a view were made of
  scene::Camera home_;                // where camera.home last led to
  std::size_t views_framed_ = 1;      // views that it was made for
  double flowed_s_ = 0;               // how long arrows have moved
  double seconds_ = 0, ease_ = 1;
  double still_s_ = 0, shown_s_ = 0;    // since the views, and what the objects show, were others
  double took_s_ = 0, painting_s_ = 0;  // of the last picture; of colours for the next
  std::chrono::steady_clock::time_point drawn_;
  view::Size drawn_size_;
  bool tiles_complete_ = false;         // those of still_effort()
  std::array<double, 2> cursor_{0, 0};  // where the mouse was last, pixels
  bool settled_ = false, detailed_ = false;
  std::uint64_t triangles_ = 0;
  struct Drag {
    int button = 0;
    bool turns = false, moved = false;
    double x = 0, y = 0;
  };
  std::optional<Drag> drag_;
  view::SceneStyle style_;
};

}  // namespace conurb::ui
