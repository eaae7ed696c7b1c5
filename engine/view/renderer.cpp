// SPDX-License-Identifier: Apache-2.0
#include "engine/view/renderer.hpp"

#include <osg/GLObjects>
#include <osgViewer/GraphicsWindow>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/scene/looks.hpp"
#include "engine/view/full_tiles.hpp"
#include "engine/view/scene_content.hpp"
#include "engine/view/scene_passes.hpp"

namespace conurb::view {
namespace {

/// Tiles are chosen for a little more than what is seen: what stands beside the picture throws shadows into
/// it, and is there when the camera turns.
scene::Projection wider(scene::Projection projection) {
  projection.camera.field_deg = std::min(projection.camera.field_deg * 1.15, 150.0);
  projection.aspect *= 1.1;
  return projection;
}

/// Time for new tiles in a frame, s: what is uploaded must not be felt.
constexpr double kUpload = 0.008;

}  // namespace

struct Renderer::Impl {
  Impl(GlContext& context, RendererOptions given)
      : gl(context),
        options(given),
        origin(middle(given.box)),
        graphics(new osgViewer::GraphicsWindowEmbedded(0, 0, 16, 16)) {
    gl.make_current();
    graphics->getState()->initializeExtensionProcs();
    graphics->getState()->setUseModelViewAndProjectionUniforms(false);
    passes = std::make_unique<ScenePasses>(*graphics, options.box, origin);
    passes->set_style(style);
    content = std::make_unique<SceneContent>(*passes, origin, options);
  }

  static city::Point3 middle(const city::Box& box) {
    if (box.empty()) return {0, 0, 0};
    return {std::floor((box.lower[0] + box.upper[0]) / 2), std::floor((box.lower[1] + box.upper[1]) / 2),
            std::floor(box.lower[2])};
  }

  ObjectTexture& colours(int set) {
    while (static_cast<int>(sets.size()) <= set)
      sets.push_back(std::make_unique<ObjectTexture>(options.objects));
    return *sets[static_cast<std::size_t>(set)];
  }

  [[nodiscard]] Area area_of(Size size, const SceneView& view) const {
    const auto at = [](double part, int length) { return static_cast<int>(std::lround(part * length)); };
    Area area{at(view.left, size.width), at(view.bottom, size.height), 0, 0};
    area.width = std::max(at(view.right, size.width) - area.x, 1);
    area.height = std::max(at(view.top, size.height) - area.y, 1);
    return area;
  }

  [[nodiscard]] scene::Projection project(const scene::Camera& camera, const Area& area) const {
    scene::Projection projection{camera, static_cast<double>(area.width) / area.height, 1, 1};
    const city::Point3 eye = camera.eye();
    double furthest = 0;
    for (unsigned corner = 0; corner < 8; ++corner) {
      city::Point3 at{};
      for (unsigned axis = 0; axis < 3; ++axis)
        at[axis] = corner >> axis & 1u ? options.box.upper[axis] : options.box.lower[axis];
      furthest = std::max(furthest, city::dot(city::minus(at, eye), camera.forward()));
    }
    // The ground goes on beyond the city's box.
    const city::Point3 extent = city::minus(options.box.upper, options.box.lower);
    const double beyond = 2 * std::hypot(extent[0], extent[1]) + 1000;
    projection.far_m = std::max(furthest, camera.distance) + beyond;
    projection.near_m = camera.mode == scene::CameraMode::map
                            ? std::min(1.0, camera.distance / 2)
                            : std::max({0.3, camera.distance * 0.02, projection.far_m * 2e-5});
    return projection;
  }

  void show_set(Shot& shot, int set) {
    shot.colours = &colours(set);
    shot.raster = content->raster(set);
    shot.visible = mask_of(set);
  }

  [[nodiscard]] Shot shot_of(Size size, const SceneView& view) {
    Shot shot;
    shot.area = area_of(size, view);
    shot.shown = shot.area;
    shot.projection = project(view.camera, shot.area);
    show_set(shot, view.colours);
    return shot;
  }

  /// Draws a shot, or the two of a split view beside each other.
  void draw_split(Shot shot, const SceneView& view) {
    if (view.split >= 1) {
      passes->draw_scene(shot);
      return;
    }
    shot.shown.width = static_cast<int>(std::lround(view.split * shot.area.width));
    passes->draw_scene(shot);
    shot.shown = shot.area;
    shot.shown.x += static_cast<int>(std::lround(view.split * shot.area.width));
    shot.shown.width -= shot.shown.x - shot.area.x;
    show_set(shot, view.colours_right);
    passes->draw_scene(shot, Pass::Clear::nothing);
  }

  bool update_tiles(Size size, const std::vector<SceneView>& views, const Effort& effort) {
    std::vector<SceneContent::Sight> sights;
    for (const SceneView& view : views) {
      const Area area = area_of(size, view);
      sights.push_back({wider(project(view.camera, area)), area.height});
    }
    return content->update(sights, effort, kUpload);
  }

  /// Plain pictures are drawn as screens take them, samples of a mean as light.
  void fit_target(Size size, const Effort& effort) {
    const bool averaged = effort.samples > 1;
    Size wanted = size;
    if (!averaged) {
      wanted.width = std::max(static_cast<int>(size.width * effort.scale), 1);
      wanted.height = std::max(static_cast<int>(size.height * effort.scale), 1);
    }
    if (size != shown_size || averaged != several) state = {};
    several = averaged;
    shown_size = size;
    auto& target = averaged ? sample : plain;
    if (target && target->size() == wanted) return;
    target = std::make_unique<FrameTarget>(averaged ? TargetFormat::light : TargetFormat::bytes, wanted);
    if (averaged) mean = std::make_unique<FrameTarget>(TargetFormat::mean, wanted);
    state = {};
  }

  /// One picture of all views.
  void draw_sample(const std::vector<SceneView>& views, const Effort& effort, int number) {
    const auto point = scene::disc_point(number);
    const FrameTarget& target = several ? *sample : *plain;
    for (const SceneView& view : views) {
      Shot shot = shot_of(target.size(), view);
      shot.output = several ? Shot::Output::light : Shot::Output::screen;
      const ScenePasses::ShadowWish wish{std::min(shot.projection.far_m, view.camera.distance * 6 + 500),
                                         effort.shadow_texels, content->revision(),
                                         effort.keep_shadows && !several && views.size() == 1};
      city::Point3 sun = style.daylight.sun_direction;
      if (several) {
        shot.pixel_shift = {0.75 * point[0], 0.75 * point[1]};
        sun = spread_sun(sun, scene::disc_point(number + 101));
        const city::Point3 dome = scene::dome_direction(number);
        passes->draw_shadow(1, shot, dome, wish);
        passes->set_dome(dome);
      }
      passes->draw_shadow(0, shot, sun, wish);
      target.bind(passes->state());
      draw_split(shot, view);
    }
  }

  /// A point of the sun's disc, drawn a little larger than its 0.27 degrees so that shadows end softly.
  static city::Point3 spread_sun(const city::Point3& sun, const std::array<double, 2>& point) {
    constexpr double kRadius = 0.012;
    city::Point3 side = city::cross(sun, {0, 0, 1});
    const double length = std::sqrt(std::max(city::dot(side, side), 1e-12));
    for (double& c : side) c /= length;
    const city::Point3 up = city::cross(side, sun);
    city::Point3 result{};
    for (std::size_t axis = 0; axis < 3; ++axis)
      result[axis] = sun[axis] + kRadius * (point[0] * side[axis] + point[1] * up[axis]);
    const double norm = std::sqrt(city::dot(result, result));
    for (double& c : result) c /= norm;
    return result;
  }

  State advance(Size size, const std::vector<SceneView>& views, const Effort& effort) {
    gl.make_current();
    fit_target(size, effort);
    const bool complete = update_tiles(size, views, effort);
    double time_left = kUpload;
    osg::flushDeletedGLObjects(graphics->getState()->getContextID(), 0, time_left);
    if (views != drawn_views || content->revision() != drawn_revision || changed) state = {};
    state.tiles_complete = complete;
    state.triangles = content->triangles();
    if (state.samples >= effort.samples) return state;
    drawn_views = views;
    drawn_revision = content->revision();
    if (changed && several) plain_views.clear();  // it shows what was
    enough = std::min(kEnough, effort.samples);
    changed = false;
    draw_sample(views, effort, state.samples);
    if (several) {
      mean->bind(passes->state());
      passes->add_sample(*sample, size, 1.0 / (state.samples + 1));
    }
    if (!several) plain_views = views;
    ++state.samples;
    return state;
  }

  /// Whether the mean is shown, and not the plain picture of the same views until it has enough samples.
  [[nodiscard]] bool shows_mean() const {
    return several && (state.samples >= enough || !plain || plain_views != drawn_views);
  }

  [[nodiscard]] std::optional<Picked> pick(Size size, const SceneView& view, double x, double y) {
    Shot shot = shot_of(size, view);
    const double u = (x - shot.area.x) / shot.area.width;
    const double v = (size.height - y - shot.area.y) / shot.area.height;
    if (view.split < 1 && u >= view.split) show_set(shot, view.colours_right);
    const scene::Projection::Ray sight = shot.projection.ray(u, v);
    std::optional<Picked> picked =
        content->picker(shot.visible).pick({sight.from, sight.direction}, [&](std::uint32_t object) {
          return scene::look_of(shot.colours->texel(object)) == scene::Look::hidden;
        });
    if (!passes->has_overlays()) return picked;
    const auto overlay = pick_overlay(shot, sight, size, x, y, picked);
    return overlay ? overlay : picked;
  }

  /// The ribbon or mark nearest to a point that is not behind what was picked there.
  [[nodiscard]] std::optional<Picked> pick_overlay(Shot shot, const scene::Projection::Ray& sight, Size size,
                                                   double x, double y, const std::optional<Picked>& behind) {
    constexpr int kReach = 3, kSide = 2 * kReach + 1;  // pixels
    if (!near) near = std::make_unique<FrameTarget>(TargetFormat::bytes, Size{kSide, kSide});
    shot.output = Shot::Output::ids;
    shot.overlays_alone = true;
    shot.area.x -= static_cast<int>(x) - kReach;
    shot.area.y -= size.height - 1 - static_cast<int>(y) - kReach;
    shot.shown = {0, 0, kSide, kSide};
    double depth = 1;
    if (behind) {
      const osg::Matrixd view = to_osg(shot.projection.view(origin)), clip = to_osg(shot.projection.clip());
      // The ground around the point is as much further away as the pixels that count make it.
      const bool map = shot.projection.camera.mode == scene::CameraMode::map;
      const city::Point3 to = city::minus(behind->point, sight.from);
      const double pixels_m = (kReach + 1) * (map ? 1 : std::sqrt(city::dot(to, to))) /
                              shot.projection.pixels_per_unit(shot.area.height);
      const bool on_ground = behind->kind == SourceKind::ground;
      const double beyond = pixels_m / (on_ground ? std::max(std::abs(sight.direction[2]), 0.05) : 1);
      city::Point3 at = city::minus(behind->point, origin);
      for (std::size_t axis = 0; axis < 3; ++axis) at[axis] += beyond * sight.direction[axis];
      depth = std::clamp(0.5 + 0.5 * (osg::Vec3d(at[0], at[1], at[2]) * (view * clip)).z(), 0.0, 1.0);
    }
    near->bind(passes->state());
    passes->draw_scene(shot, Pass::Clear::all, depth);
    const scene::Picture ids = near->read(passes->state());
    std::optional<Picked> picked;
    int nearest = 2 * kReach * kReach + 1;
    for (int row = 0; row < kSide; ++row)
      for (int column = 0; column < kSide; ++column) {
        const std::uint8_t* p = ids.pixel(column, row);
        const std::uint32_t object = p[0] | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16;
        const int off = (row - kReach) * (row - kReach) + (column - kReach) * (column - kReach);
        if (object == 0 || off >= nearest) continue;
        nearest = off;
        picked = Picked{SourceKind::ribbons, object, 0, behind ? behind->point : city::Point3{}};
      }
    return picked;
  }

  [[nodiscard]] bool selected() const {
    return std::any_of(sets.begin(), sets.end(), [](const auto& set) { return set->selected(); });
  }

  GlContext& gl;
  RendererOptions options;
  city::Point3 origin;
  osg::ref_ptr<osgViewer::GraphicsWindowEmbedded> graphics;
  std::unique_ptr<ScenePasses> passes;
  std::unique_ptr<SceneContent> content;
  std::vector<std::unique_ptr<ObjectTexture>> sets;
  std::unique_ptr<FrameTarget> plain, sample, mean, finished, near;
  Size shown_size;
  SceneStyle style;
  State state;
  std::vector<SceneView> drawn_views, plain_views;
  int enough = kEnough;  // samples
  std::uint64_t drawn_revision = 0;
  bool changed = true, several = false;
};

Renderer::Renderer(GlContext& context, RendererOptions options)
    : impl_(std::make_unique<Impl>(context, options)) {}

Renderer::~Renderer() {
  impl_->gl.make_current();
}

void Renderer::add_source(std::shared_ptr<const scene::TileSource> source, SourceKind kind, int set) {
  impl_->content->add(nullptr, std::move(source), kind, set);
}

void Renderer::replace_source(const scene::TileSource* old, std::shared_ptr<const scene::TileSource> source,
                              SourceKind kind, int set) {
  impl_->content->add(old, std::move(source), kind, set);
}

void Renderer::remove_source(const scene::TileSource* source) {
  impl_->gl.make_current();
  impl_->content->remove(source);
}

void Renderer::set_mesh(const std::string& name, scene::Mesh mesh, SourceKind kind, int set) {
  impl_->gl.make_current();
  impl_->content->set_mesh(name, std::move(mesh), kind, set);
}

void Renderer::set_raster(int set, const scene::RasterDrape& raster, float opacity) {
  impl_->gl.make_current();
  impl_->content->set_raster(set, raster, opacity);
}

void Renderer::set_flow_phase(double phase) {
  impl_->passes->set_flow_phase(static_cast<float>(phase - std::floor(phase)));
  impl_->changed = true;
}

void Renderer::set_colours(int set, std::uint32_t first, std::span<const std::uint32_t> texels) {
  impl_->colours(set).set(first, texels);
  impl_->changed = true;
}

void Renderer::set_style(const SceneStyle& style) {
  if (style == impl_->style) return;
  impl_->style = style;
  impl_->passes->set_style(style);
  impl_->changed = true;
}

Renderer::State Renderer::advance(Size size, const std::vector<SceneView>& views, const Effort& effort) {
  return impl_->advance(size, views, effort);
}

void Renderer::stream(Size size, const std::vector<SceneView>& views, const Effort& effort) {
  impl_->gl.make_current();
  (void)impl_->update_tiles(size, views, effort);
}

void Renderer::wait_for_tiles() {
  impl_->content->wait();
}

void Renderer::show() {
  Impl& my = *impl_;
  if (my.state.samples == 0) return;
  const bool mean = my.shows_mean();
  if (!mean && !my.selected()) {
    my.plain->copy_to(my.passes->state(), 0, my.shown_size);
    return;
  }
  bind_default(my.passes->state());
  my.passes->finish(mean ? *my.mean : *my.plain, my.shown_size, !mean, my.selected());
}

scene::Picture Renderer::read(const std::function<void()>& draw_over) {
  Impl& my = *impl_;
  if (my.state.samples == 0) return {};
  if (!my.finished || my.finished->size() != my.shown_size)
    my.finished = std::make_unique<FrameTarget>(TargetFormat::bytes, my.shown_size);
  const bool mean = my.shows_mean();
  my.finished->bind(my.passes->state());
  my.passes->finish(mean ? *my.mean : *my.plain, my.shown_size, !mean, my.selected());
  if (draw_over) draw_over();
  return my.finished->read(my.passes->state());
}

scene::Picture Renderer::read_ids(Size size, const SceneView& view) {
  Impl& my = *impl_;
  my.gl.make_current();
  const FrameTarget target(TargetFormat::bytes, size);
  Shot shot = my.shot_of(size, view);
  shot.output = Shot::Output::ids;
  target.bind(my.passes->state());
  my.passes->draw_scene(shot);
  return target.read(my.passes->state());
}

std::optional<Picked> Renderer::pick(Size size, const SceneView& view, double x, double y) {
  impl_->gl.make_current();
  return impl_->pick(size, view, x, y);
}

scene::Picture Renderer::read_full_ids(Size size, const SceneView& view) {
  Impl& my = *impl_;
  my.gl.make_current();
  const FrameTarget target(TargetFormat::bytes, size);
  Shot shot = my.shot_of(size, view);
  shot.output = Shot::Output::ids;
  shot.bare_ground = true;
  target.bind(my.passes->state());
  draw_full_tiles(*my.passes, shot, my.origin, my.content->sources(shot.visible), my.options.workers);
  my.content->hide_tiles(true);  // what is left are sky, lines and marks
  my.passes->draw_scene(shot, Pass::Clear::nothing);
  my.content->hide_tiles(false);
  return target.read(my.passes->state());
}

scene::Projection Renderer::projection(Size size, const SceneView& view) const {
  return impl_->project(view.camera, impl_->area_of(size, view));
}

std::size_t Renderer::tile_bytes() const {
  return impl_->content->tile_bytes();
}

}  // namespace conurb::view
