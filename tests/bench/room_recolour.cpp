// SPDX-License-Identifier: Apache-2.0
// room.recolour: another column on a million buildings, while the camera flies.
#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/base/zone.hpp"
#include "engine/ui/city_stage.hpp"
#include "engine/ui/layer_show.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/room_city.hpp"
#include "tests/bench/inputs/room_picture.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

constexpr int kRecolours = 20, kBetween = 4;  // recolourings, and frames between two

/// A city in the renderer, flown over.
class Flight {
 public:
  explicit Flight(const RoomCity& city)
      : picture_(city.scene),
        show_(picture_.renderer(), city.scene, units_, Zone::utc()),
        city_(city),
        layers_(scene::layers_of(city.city, {})) {
    picture_.view().camera = scene::named_camera(city.scene, "overview", RoomPicture::kAspect);
    picture_.finish(ui::moving_effort());
  }

  /// Shows another column: works out the colour of each building and hands them over.
  void colour(const std::string& id) {
    const scene::LayerSpec& layer = scene::find_layer(layers_, id);
    const std::array cities = {&city_.city};
    const scene::Scale scale = scene::scale_of(layer, cities, units_);
    const ui::ShownLayer shown{&layer, &scale, &city_.city, std::nullopt, false};
    (void)show_.show(0, city_.city, std::span(&shown, 1));
  }
  void frame() {
    picture_.view().camera.heading_deg += 0.01;
    (void)picture_.draw(ui::moving_effort());
    (void)picture_.renderer().read();  // waits for it
  }
  [[nodiscard]] std::size_t tile_bytes() { return picture_.renderer().tile_bytes(); }

 private:
  RoomPicture picture_;
  UnitSystem units_;
  ui::LayerShow show_;
  const RoomCity& city_;
  std::vector<scene::LayerSpec> layers_;
};

Json recolour(std::span<const std::string> arguments) {
  const RoomCity city(arguments[0]);
  Flight flight(city);
  const std::size_t bytes = flight.tile_bytes();
  std::vector<double> frames_s, coloured_s;
  for (int round = 0; round < kRecolours; ++round) {
    for (int i = 0; i < kBetween; ++i) frames_s.push_back(seconds([&] { flight.frame(); }));
    coloured_s.push_back(seconds([&] {
      flight.colour(round % 2 == 0 ? "building.year_of_construction" : "building.height");
      flight.frame();
    }));
  }
  if (flight.tile_bytes() != bytes)
    throw Error(ErrorCode::internal, "geometry was uploaded with the colours");
  const double frame_s = median(std::move(frames_s)), coloured = median(std::move(coloured_s));
  tell(fmt::format("a frame takes {:.1f} ms, one with other colours {:.1f}", 1e3 * frame_s, 1e3 * coloured));
  return {{"frames", (coloured - frame_s) / frame_s}};
}

}  // namespace

void add_room_recolour(Benchmarks& benchmarks) {
  benchmarks.add_child("recolour", recolour);
}

}  // namespace conurb::bench
