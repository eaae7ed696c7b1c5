// SPDX-License-Identifier: Apache-2.0
// room.pick: what is under the cursor, in a city of a million buildings.
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/ui/city_stage.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/room_city.hpp"
#include "tests/bench/inputs/room_picture.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

constexpr view::Size kSize = RoomPicture::kSize;
constexpr int kClicks = 1000;  // in each pose

/// The number under a pixel as a click finds it: of the tiles, and on the ground of what lies there.
std::uint32_t number_at(const RoomCity& city, RoomPicture& picture, double x, double y) {
  const auto picked = picture.renderer().pick(kSize, picture.view(), x, y);
  if (!picked) return 0;
  if (picked->kind == view::SourceKind::ground)
    return city.scene.ground->object_at(picked->point[0], picked->point[1]);
  return picked->part != 0 ? picked->part : picked->object;
}

Json pick(std::span<const std::string> arguments) {
  const RoomCity city(arguments[0]);
  RoomPicture picture(city.scene);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> part(0, 1);
  std::vector<double> all_ms;
  for (const char* pose : {"overview", "street", "top"}) {
    picture.view().camera = scene::named_camera(city.scene, pose, RoomPicture::kAspect);
    picture.finish(ui::still_effort());
    std::vector<double> times_ms;
    int found = 0;
    for (int i = 0; i < kClicks; ++i) {
      const double x = part(random) * kSize.width, y = part(random) * kSize.height;
      std::uint32_t number = 0;
      times_ms.push_back(1e3 * seconds([&] { number = number_at(city, picture, x, y); }));
      found += number != 0 ? 1 : 0;
    }
    if (found < kClicks / 10)
      throw Error(ErrorCode::internal, fmt::format("{}: only {} clicks hit", pose, found));
    tell(fmt::format(
        "{}: {} of {} clicks hit something; the first, which collects the tiles, took {:.2f} ms, the "
        "slowest {:.2f}, the median {:.3f}",
        pose, found, kClicks, times_ms.front(), *std::max_element(times_ms.begin(), times_ms.end()),
        median(times_ms)));
    all_ms.insert(all_ms.end(), times_ms.begin(), times_ms.end());
  }
  std::sort(all_ms.begin(), all_ms.end());
  return {{"ms", all_ms[all_ms.size() * 99 / 100]}};
}

}  // namespace

void add_room_pick(Benchmarks& benchmarks) {
  benchmarks.add_child("pick", pick);
}

}  // namespace conurb::bench
