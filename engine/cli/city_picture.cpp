// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/city_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "engine/base/jobs.hpp"
#include "engine/base/json.hpp"
#include "engine/base/number_text.hpp"
#include "engine/cli/picture_city.hpp"
#include "engine/ui/layer_show.hpp"

namespace conurb::cli {

namespace {

/// Pictures larger than this are rather a wrong unit than a wish.
constexpr int kMostPixels = 16'384;

}  // namespace

view::Size parse_size(const std::string& text) {
  view::Size size;
  const char* const end = text.data() + text.size();
  const auto [cross, first] = std::from_chars(text.data(), end, size.width);
  if (first == std::errc() && cross != end && *cross == 'x') {
    const auto [last, second] = std::from_chars(cross + 1, end, size.height);
    if (second == std::errc() && last == end && size.width >= 1 && size.height >= 1 &&
        size.width <= kMostPixels && size.height <= kMostPixels)
      return size;
  }
  throw WrongUsage(fmt::format("--size {} is no size", text), "",
                   fmt::format("write it like 1920x1080; at most {0}x{0}", kMostPixels));
}

struct CityPicture::Impl {
  Impl(const Session& session_, const PictureOptions& options_, const Log& log_, Progress& progress_)
      : session(session_),
        options(options_),
        log(log_),
        progress(progress_),
        jobs(session.threads),
        cities(session, options, log),
        scene(cities.first(), jobs),
        context(view::make_offscreen_context()),
        renderer(*context, renderer_options()),
        shows(renderer, scene, cities.units(), cities.zone()) {
    renderer.add_source(scene.buildings, view::SourceKind::solid);
    renderer.add_source(scene.ground, view::SourceKind::ground);
    renderer.add_source(scene.trees, view::SourceKind::solid);
    renderer.add_source(scene.bridges, view::SourceKind::solid);
    choose_layers();
    style.daylight = scene::daylight(cities.light_time(), scene::place_of(cities.first()), cities.zone());
    if (!chosen.empty()) {
      const bool dark = options.theme == ui::ThemeName::dark;
      style.daylight = scene::studio_light(dark);
      style.muted = 0.92f;
      style.muted_colour = dark ? scene::Light{.060f, .072f, .088f} : scene::Light{.78f, .80f, .82f};
    }
    renderer.set_style(style);
    choose_views();
  }

  [[nodiscard]] view::RendererOptions renderer_options() const {
    view::RendererOptions result;
    result.box = scene.box;
    result.objects = scene.numbers.count();
    result.workers = jobs.threads();
    return result;
  }

  void choose_layers() {
    const std::vector<scene::LayerSpec> known = cities.layers();
    for (const std::string& typed : options.layers)
      as_option("--layer", [&] { chosen.push_back(scene::find_layer(known, typed)); });
    const auto all = cities.all();
    for (const scene::LayerSpec& layer : chosen)
      scales.push_back(scene::scale_of(layer, all, cities.units()));
    if (options.mode == "difference" && all.size() > 1 && !chosen.empty()) {
      caption.legends =
          shows.show_difference(shown(0).front(), shown(1).front(), cities.name(0), cities.name(1));
      return;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto legends = shows.show(static_cast<int>(i), *all[i], shown(i));
      if (i == 0) caption.legends = std::move(legends);
      if (cities.result_time()) shows.move(static_cast<int>(i), shown(i), *cities.result_time());
    }
  }

  [[nodiscard]] std::vector<ui::ShownLayer> shown(std::size_t city) const {
    std::vector<ui::ShownLayer> result;
    for (std::size_t i = 0; i < chosen.size(); ++i)
      result.push_back(
          {&chosen[i], &scales[i], cities.all()[city], cities.result_time(), cities.stale(city)});
    return result;
  }

  void choose_views() {
    const std::size_t count = options.mode == "difference" ? 1 : cities.all().size();
    const bool swipe = options.mode == "swipe" && count == 2;
    const double aspect = static_cast<double>(options.size.width) / options.size.height;
    const std::size_t columns = swipe ? 1 : count;
    view::SceneView view;
    view.camera = camera(aspect / static_cast<double>(columns));
    for (std::size_t i = 0; i < count; ++i) {
      const double width = 1.0 / static_cast<double>(count), left = width * static_cast<double>(i);
      caption.scenarios.push_back(
          {static_cast<int>(i), cities.name(i), left, i + 1 == count ? 1 : left + width});
      if (swipe) continue;
      view.left = left;
      view.right = caption.scenarios.back().right;
      view.colours = static_cast<int>(i);
      views.push_back(view);
    }
    if (!swipe) return;
    caption.swipe = true;
    view.colours_right = 1;
    view.split = 0.5;
    views.push_back(view);
  }

  [[nodiscard]] scene::Camera camera(double aspect) {
    scene::Camera result;
    as_option("--camera", [&] {
      const bool numbers = options.camera.find(',') != std::string::npos;
      if (const auto bookmark = cities.bookmark(options.camera))
        result = *bookmark;
      else
        result = numbers ? scene::parse_camera(options.camera)
                         : scene::named_camera(scene, options.camera, aspect);
    });
    return result;
  }

  /// Draws until nothing is missing.
  void finish(const view::Effort& effort) {
    do {
      session.cancel.check("the picture");
      if (!state.tiles_complete && state.samples > 0) renderer.wait_for_tiles();
      state = renderer.advance(options.size, views, effort);
      progress.step(state.tiles_complete ? "sample" : "tiles, sample",
                    static_cast<std::size_t>(state.samples), static_cast<std::size_t>(effort.samples));
    } while (!state.tiles_complete || state.samples < effort.samples);
  }

  scene::Picture draw() {
    view::Effort effort;
    effort.error_px = 1;
    effort.shadow_texels = 4096;
    effort.samples = options.samples;
    finish(effort);
    if (options.plain) return renderer.read();
    caption.title = cities.title();
    caption.subtitle = cities.subtitle();
    caption.moment = moment();
    caption.attribution = cities.attribution();
    caption.figures = cities.figures();
    // As a page of a report is seen: texts grow with the picture.
    const double scale = std::max(std::min(options.size.width / 1600.0, options.size.height / 900.0), 0.8);
    ui::Surface surface({.theme = options.theme, .scale = scale, .get_clipboard = {}, .set_clipboard = {}});
    return renderer.read([&] {
      surface.begin(options.size, 1.0 / 60, {});
      ui::draw_caption(surface, options.size, caption);
      surface.end();
      surface.draw();
    });
  }

  /// When what is shown is of: results if there are any, else the light.
  [[nodiscard]] std::string moment() const {
    const Time time =
        chosen.empty() ? cities.light_time() : cities.result_time().value_or(cities.light_time());
    return scene::moment_text(time, cities.zone());
  }

  scene::Picture ids() {
    view::Effort effort;
    effort.error_px = 1;
    finish(effort);
    view::SceneView view = views.front();
    view.left = 0;
    view.right = 1;
    return renderer.read_full_ids(options.size, view);
  }

  const Session& session;
  const PictureOptions& options;
  const Log& log;
  Progress& progress;
  Jobs jobs;
  PictureCity cities;
  scene::CityScene scene;
  std::unique_ptr<view::GlContext> context;
  view::Renderer renderer;
  ui::LayerShow shows;
  view::SceneStyle style;
  view::Renderer::State state;
  std::vector<view::SceneView> views;
  std::vector<scene::LayerSpec> chosen;
  std::vector<scene::Scale> scales;
  ui::Caption caption;
};

CityPicture::CityPicture(const Session& session, const PictureOptions& options, const Log& log,
                         Progress& progress)
    : impl_(std::make_unique<Impl>(session, options, log, progress)) {}
CityPicture::~CityPicture() = default;
scene::Picture CityPicture::draw() {
  return impl_->draw();
}
scene::Picture CityPicture::ids() {
  return impl_->ids();
}
std::string CityPicture::title() const {
  return impl_->cities.title();
}
std::string CityPicture::moment() const {
  return impl_->moment();
}

Json CityPicture::report() const {
  const Impl& my = *impl_;
  Json tables = Json::object();
  const city::City& city = my.cities.first();
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const auto range = my.scene.numbers.range(t);
    if (range.count > 0 && city.table(t).rows() > 0)
      tables[city.table(t).name()] = {{"first", range.first}, {"rows", city.table(t).rows()}};
  }
  Json layers = Json::array();
  for (const scene::LayerSpec& layer : my.chosen) layers.push_back(layer.id);
  return {{"camera", scene::to_text(my.views.front().camera)},
          {"time", format_time(my.cities.light_time(), my.cities.zone(), TimeFormat::second)},
          {"layers", layers},
          {"triangles", my.state.triangles},
          {"samples", my.state.samples},
          {"renderer", view::renderer_name()},
          {"objects", tables}};
}

}  // namespace conurb::cli
