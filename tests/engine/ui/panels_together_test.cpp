// SPDX-License-Identifier: Apache-2.0
// Several panels in one picture, and hands that press anything.
#include <random>

#include "engine/ui/inspector_panel.hpp"
#include "engine/ui/levers_panel.hpp"
#include "engine/ui/whatifs_panel.hpp"
#include "tests/engine/base/repeats.hpp"
#include "tests/engine/ui/panel_fixture.hpp"

namespace conurb::ui {
namespace {

using namespace conurb::test;  // NOLINT: a test file

class PanelsTogether : public ::testing::Test {
 protected:
  PanelBench rig() {
    return PanelBench(house_.room, [this](PanelContext& context, const Rect& rect) {
      const auto beside = [&](int place) {
        const float step = static_cast<float>(place) * (rect.width() + 16);
        return Rect{rect.x0 + step, rect.y0, rect.x1 + step, rect.y1};
      };
      whatifs_.draw(context, beside(0));
      levers_.draw(context, beside(1));
      inspector_.draw(context, model_, beside(2));
    });
  }

  CityFolder folder_;
  HouseRig house_{folder_};
  CityModel model_{house_.room};
  WhatifsPanel whatifs_;
  LeversPanel levers_;
  InspectorPanel inspector_;
};

TEST_F(PanelsTogether, do_not_get_in_each_others_way) {
  house_.retrofit();
  house_.room.execute("select.pick", {{"table", "building"}, {"ids", {5, 7}}});
  PanelBench panels = rig();
  panels.settle(house_);
  EXPECT_EQ(panels.faults(), "");
  EXPECT_EQ(panels.layout().panels().size(), 3U);
}

TEST_F(PanelsTogether, stand_whatever_is_pressed) {
  house_.retrofit();
  PanelBench panels = rig();
  panels.settle(house_);
  std::mt19937 random(20260115);
  const auto below = [&](std::size_t count) { return random() % count; };
  constexpr std::array kKeys{view::Key::down,  view::Key::up,    view::Key::left, view::Key::right,
                             view::Key::space, view::Key::enter, view::Key::tab,  view::Key::escape};
  constexpr std::array kTables{"building", "district", "road_link", "none"};
  const int count = repeats("CONURB_PRESSES", 150);
  for (int i = 0; i < count; ++i) {
    const auto& texts = panels.layout().texts();
    switch (below(8)) {
      case 0: panels.key(kKeys[below(kKeys.size())]); break;
      case 1: panels.write(below(2) == 0 ? "1,5" : "wet"); break;
      case 2:
        house_.room.attempt("select.pick",
                            {{"table", kTables[below(kTables.size())]},
                             {"ids", {static_cast<city::Id>(below(25)), static_cast<city::Id>(below(25))}}});
        break;
      case 3: {
        const auto x = static_cast<double>(below(1090)), y = static_cast<double>(below(790));
        panels.press(x, y);
        panels.release(x + static_cast<double>(below(60)), y);
        break;
      }
      default:
        if (!texts.empty()) panels.click(std::string(texts[below(texts.size())].text));
    }
    if (i % 25 == 24) panels.settle(house_);
  }
  panels.settle(house_);
  EXPECT_EQ(house_.room.published().opening, room::Opening::open);
  EXPECT_NE(house_.room.published().branch("base"), nullptr);
  EXPECT_EQ(panels.faults(), "");
}

}  // namespace
}  // namespace conurb::ui
