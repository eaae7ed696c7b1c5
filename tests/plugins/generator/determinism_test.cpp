// SPDX-License-Identifier: Apache-2.0
// The same options give the same bits, whatever runs in parallel and in what order.
#include <gtest/gtest.h>

#include <array>
#include <bit>

#include "engine/sdk/random.hpp"
#include "plugins/generator/city.hpp"
#include "tests/plugins/two_threads.hpp"

namespace {

using conurb::test::two_threads;

using namespace conurb::generator;

class Digest {
 public:
  template <typename T>
  void add(const std::vector<T>& values) {
    for (const T& value : values) add(value);
  }
  void add(Point p) { mix(std::bit_cast<std::uint64_t>(p)); }
  void add(Shells::Vertex3 v) {
    mix(static_cast<std::uint64_t>(v.x)), mix(static_cast<std::uint64_t>(v.y)),
        mix(static_cast<std::uint64_t>(v.z));
  }
  void add(float v) { mix(std::bit_cast<std::uint32_t>(v)); }
  void add(const std::string& text) { mix(conurb::sdk::stream_number(text)); }
  template <typename T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
  void add(T v) { mix(static_cast<std::uint64_t>(v)); }
  void add(const PointLists& lists) { add(lists.begin), add(lists.points); }
  [[nodiscard]] std::uint64_t value() const { return sum_; }

 private:
  void mix(std::uint64_t word) { sum_ = conurb::sdk::mix_bits(sum_ * 3 + word); }
  std::uint64_t sum_ = 1;
};

std::uint64_t digest(const City& c) {
  Digest d;
  d.add(c.terrain.height), d.add(c.river), d.add(c.nodes.point), d.add(c.links.line), d.add(c.links.name),
      d.add(c.street_names);
  d.add(c.blocks.outline), d.add(c.blocks.use), d.add(c.parcels.outline), d.add(c.parcels.street);
  const Buildings& b = c.buildings;
  d.add(b.footprint), d.add(b.shell.vertices), d.add(b.shell.ring), d.add(b.shell.surface_begin),
      d.add(b.shell.surface_kind);
  d.add(b.year), d.add(b.function), d.add(b.height), d.add(b.floor_area), d.add(b.dwelling_area);
  d.add(c.districts.outline), d.add(c.districts.name), d.add(c.trees.point), d.add(c.trees.height);
  return d.value();
}

void backwards(std::size_t count, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = count; i-- > 0;) body(i);
}

TEST(Determinism, ThreadsAndOrderChangeNothing) {
  for (const Style style : {Style::grid, Style::organic, Style::radial}) {
    const Options options{30000, 11, style};
    const std::uint64_t serial = digest(generate(options));
    EXPECT_EQ(digest(generate(options, two_threads)), serial);
    EXPECT_EQ(digest(generate(options, backwards)), serial);
  }
}

TEST(Determinism, SeedAndStyleMakeAnotherCity) {
  const std::uint64_t one = digest(generate({5000, 1, Style::organic}));
  EXPECT_NE(digest(generate({5000, 2, Style::organic})), one);
  EXPECT_NE(digest(generate({5000, 1, Style::radial})), one);
}

}  // namespace
