// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/plot_view.hpp"

#include <gtest/gtest.h>
#include <imgui.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/scene/picture_file.hpp"
#include "engine/view/picture_target.hpp"
#include "tests/engine/plot/gallery.hpp"

namespace conurb::ui {
namespace {

using plot::Chart;

void keep(const scene::Picture& picture, const std::string& name) {
  const char* folder = std::getenv("CONURB_TEST_PICTURES");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  scene::write_png(picture, std::filesystem::path(folder) / (name + ".png"));
}

/// Pixels of about that colour.
int count(const scene::Picture& picture, Colour colour) {
  int n = 0;
  for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
    int off = 0;
    for (unsigned channel = 0; channel < 3; ++channel)
      off += std::abs(static_cast<int>(picture.rgba[i + channel]) -
                      static_cast<int>(colour >> (8 * channel) & 0xFF));
    n += off < 12 ? 1 : 0;
  }
  return n;
}

std::size_t colours_of(const scene::Picture& picture) {
  std::set<std::uint32_t> colours;
  for (std::size_t i = 0; i < picture.rgba.size(); i += 4)
    colours.insert(std::uint32_t{picture.rgba[i]} | std::uint32_t{picture.rgba[i + 1]} << 8 |
                   std::uint32_t{picture.rgba[i + 2]} << 16);
  return colours.size();
}

SurfaceOptions options(ThemeName theme, double scale) {
  SurfaceOptions result;
  result.theme = theme;
  result.scale = scale;
  return result;
}

/// A panel with one plot, and a mouse.
class PlotView : public testing::Test {
 protected:
  static constexpr view::Size kSize{760, 360};

  /// Frames until the events have had their effect; what the last said.
  PlotAnswer frames(const Chart& chart, const std::vector<view::InputEvent>& events) {
    PlotAnswer answer;
    for (int frame = 0; frame < 3; ++frame) {
      surface_.begin(kSize, 1.0 / 60, frame == 0 ? events : std::vector<view::InputEvent>{});
      ImGui::SetNextWindowPos({0, 0});
      ImGui::SetNextWindowSize({kSize.width, kSize.height});
      ImGui::Begin("panel", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
      answer = draw_plot(surface_, chart, "plot", {20, 20}, {720, 320});
      ImGui::End();
      target_.begin({0, 0, 0});
      surface_.end();
      surface_.draw();
    }
    picture_ = target_.read();
    return answer;
  }
  static view::InputEvent move(double x, double y) {
    view::InputEvent event;
    event.kind = view::InputEvent::Kind::move;
    event.x = x;
    event.y = y;
    return event;
  }
  static view::InputEvent press(double x, double y) {
    view::InputEvent event = move(x, y);
    event.kind = view::InputEvent::Kind::button;
    event.down = true;
    return event;
  }

  std::unique_ptr<view::GlContext> context_ = view::make_offscreen_context();
  Surface surface_{SurfaceOptions{}};
  view::PictureTarget target_{*context_, kSize};
  scene::Picture picture_;
};

TEST(PlotPicture, EveryKindIsDrawnInBothThemes) {
  const auto context = view::make_offscreen_context();
  for (const ThemeName name : {ThemeName::dark, ThemeName::light}) {
    const char* word = name == ThemeName::dark ? "dark" : "light";
    for (const plot::Picture& one : plot::gallery()) {
      const scene::Picture picture = plot_picture(*context, options(name, 1), one.chart, {760, 340});
      keep(picture, std::string("plot-") + word + "-" + one.name);
      EXPECT_GT(colours_of(picture), 10U) << one.name;
      EXPECT_GT(count(picture, over(theme(name).panel, theme(name).ground)), 760 * 340 / 5) << one.name;
      if (!plot::has_values(one.chart)) continue;
      for (const plot::Series& series : one.chart.series) {
        if (series.stale) continue;
        EXPECT_GT(count(picture, theme(name).scenarios[static_cast<std::size_t>(series.letter)]), 40)
            << word << ' ' << one.name << ' ' << series.name;
      }
    }
  }
}

TEST(PlotPicture, EveryTextStandsOutFromItsGround) {
  const auto context = view::make_offscreen_context();
  std::vector<plot::Style> styles{plot::paper_style()};
  Surface dark(options(ThemeName::dark, 1)), light(options(ThemeName::light, 1));
  for (Surface* surface : {&dark, &light}) {
    surface->begin({100, 100}, 1.0 / 60, {});
    surface->end();
    styles.push_back(plot_style(*surface));
  }
  for (const plot::Style& style : styles) {
    for (const plot::Picture& one : plot::gallery()) {
      const plot::Layout layout = plot::lay_out(one.chart, 760, 340, style);
      for (const plot::Primitive& primitive : layout.primitives)
        if (const auto* text = std::get_if<plot::Text>(&primitive)) {
          EXPECT_GE(contrast(text->colour, style.ground), 4.5) << one.name << ": " << text->text;
        }
    }
  }
}

TEST(PlotPicture, EveryPixelSizeIsDrawnOrRefused) {
  const auto context = view::make_offscreen_context();
  for (const view::Size size : {view::Size{1, 1}, {3, 200}, {200, 3}, {64, 24}})
    EXPECT_EQ(plot_picture(*context, {}, plot::week_chart(), size).width, size.width);
  EXPECT_THROW((void)plot_picture(*context, {}, plot::week_chart(), {0, 100}), Error);
  EXPECT_THROW((void)plot_picture(*context, {}, plot::week_chart(), {100'000, 100}), Error);
}

TEST(PlotPicture, AWallHasLargerTexts) {
  const auto context = view::make_offscreen_context();
  const scene::Picture desk = plot_picture(*context, {}, plot::week_chart(), {1600, 700});
  const scene::Picture wall =
      plot_picture(*context, options(ThemeName::dark, 2.4), plot::week_chart(), {1600, 700});
  keep(wall, "plot-wall-week");
  keep(plot_picture(*context, options(ThemeName::dark, 2.4), plot::bars_chart(), {1600, 700}),
       "plot-wall-bars");
  const Colour text = theme(ThemeName::dark).text;
  EXPECT_GT(count(wall, text), 3 * count(desk, text));
}

TEST_F(PlotView, TheMouseShowsTheValuesThere) {
  const Chart chart = plot::week_chart();
  EXPECT_FALSE(frames(chart, {}).hovered);
  const int before = count(picture_, over(surface_.theme().raised, surface_.theme().ground));
  const PlotAnswer answer = frames(chart, {move(300, 180)});
  keep(picture_, "plot-hover");
  ASSERT_TRUE(answer.hovered);
  EXPECT_GE(*answer.hovered, chart.series[0].x.front());
  EXPECT_LE(*answer.hovered, chart.series[0].x.back());
  EXPECT_FALSE(answer.scrubbed);
  EXPECT_GT(count(picture_, over(surface_.theme().raised, surface_.theme().ground)), before + 5000)
      << "the box";
  EXPECT_FALSE(frames(chart, {move(300, 5)}).hovered) << "beside the plot";
}

TEST_F(PlotView, PressingScrubsToTheTimeUnderTheMouse) {
  const Chart chart = plot::week_chart();
  frames(chart, {move(300, 180)});
  const PlotAnswer first = frames(chart, {press(300, 180)});
  ASSERT_TRUE(first.scrubbed);
  const PlotAnswer second = frames(chart, {move(420, 180)});
  ASSERT_TRUE(second.scrubbed);
  EXPECT_GT(*second.scrubbed, *first.scrubbed);
  const PlotAnswer outside = frames(chart, {move(5000, 180)});
  ASSERT_TRUE(outside.scrubbed);
  EXPECT_DOUBLE_EQ(*outside.scrubbed, chart.series[0].x.back()) << "held to what is shown";
}

TEST_F(PlotView, BarsTellTheLabelUnderTheMouse) {
  const Chart chart = plot::bars_chart();
  const PlotAnswer answer = frames(chart, {move(60, 200)});
  keep(picture_, "plot-hover-bars");
  ASSERT_TRUE(answer.hovered);
  EXPECT_EQ(*answer.hovered, 0);
}

}  // namespace
}  // namespace conurb::ui
