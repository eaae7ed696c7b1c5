// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/land_use.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "plugins/generator/city_limits.hpp"

namespace conurb::generator {

namespace {

bool is_home_zone(Zone zone) {
  return zone == Zone::perimeter || zone == Zone::apartments || zone == Zone::rows || zone == Zone::houses;
}

class Assigner {
 public:
  Assigner(const Form& form, const std::vector<Block>& blocks)
      : form_(form),
        blocks_(blocks),
        green_(form.options().seed, "generator/green", 520),
        wood_(form.options().seed, "generator/wood", 1300),
        random_(form.options().seed, "generator/land_use"),
        use_(blocks.size(), LandUse::residential),
        taken_(blocks.size(), 0) {}

  std::vector<LandUse> run() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      use_[i] = by_zone(i);
      if (blocks_[i].city && blocks_[i].district != kNone) districts_[blocks_[i].district].push_back(i);
    }
    town_hall_and_square();
    // Shares and catchments: see docs/generator.md.
    spread(LandUse::school, 2600, {6000, 30000}, [this](std::size_t i) { return middle(i); });
    spread(LandUse::hospital, 60000, {11000, 45000}, [this](std::size_t i) { return middle(i); });
    spread(LandUse::religious, 4500, {900, 9000}, [this](std::size_t i) { return blocks_[i].surface; });
    spread(LandUse::sport, 7500, {9000, 40000},
           [this](std::size_t i) { return -form_.ring(blocks_[i].centre); });
    spread(LandUse::cemetery, 22000, {11000, 60000},
           [this](std::size_t i) { return -green_(blocks_[i].centre); });
    parks();
    return std::move(use_);
  }

 private:
  LandUse by_zone(std::size_t i) {
    const Block& block = blocks_[i];
    Dice dice(random_, i);
    switch (block.zone) {
      case Zone::core: return LandUse::mixed;
      case Zone::perimeter: return dice.chance(0.3) ? LandUse::mixed : LandUse::residential;
      case Zone::apartments:
      case Zone::rows:
      case Zone::houses: return dice.chance(0.06) ? LandUse::mixed : LandUse::residential;
      case Zone::commerce: return LandUse::commercial;
      case Zone::industry: return LandUse::industrial;
      case Zone::rural: break;
    }
    const double away = std::fabs(form_.river_offset(block.centre)) - form_.river_width();
    const double noise = wood_.fractal(block.centre, 2);
    if (block.surface < 60000 && form_.ring(block.centre) < 1.25 && green_.fractal(block.centre, 2) > 0.42)
      return LandUse::allotments;
    if (away < 160 + 200 * noise) return LandUse::meadow;
    if (noise + std::min(0.25, 0.0001 * away) > 0.33) return LandUse::forest;
    return noise < -0.3 ? LandUse::meadow : LandUse::farmland;
  }

  [[nodiscard]] double people(std::size_t i) const {
    return blocks_[i].surface * 1e-4 * 1.3 * residents_per_hectare(blocks_[i].zone);
  }

  /// Distance from the middle of its district's blocks, m.
  [[nodiscard]] double middle(std::size_t i) const { return (blocks_[i].centre - district_middle_).length(); }

  /// Keeps places of one use apart: more than any other cost if another lies within 300 m.
  static double crowding(Vec p, const std::vector<Vec>& others) {
    double worst = 0;
    for (const Vec o : others) worst = std::max(worst, 1e5 * (1 - (o - p).length() / 300));
    return worst;
  }

  struct Size {
    double least, most;  ///< m2
  };

  /// One block for each `catchment` residents, counted on from district to district: that of least `cost`.
  void spread(LandUse use, double catchment, Size size, const std::function<double(std::size_t)>& cost) {
    double waiting = 0.5 * catchment;
    std::vector<Vec> others;  // of this use in the district
    for (const auto& [district, members] : districts_) {
      Vec sum{};
      for (const std::size_t i : members) {
        waiting += people(i);
        sum = sum + blocks_[i].centre;
      }
      others.clear();
      district_middle_ = sum * (1.0 / static_cast<double>(members.size()));
      while (waiting >= catchment) {
        std::size_t best = blocks_.size();
        double least = 1e300;
        for (const std::size_t i : members) {
          if (taken_[i] || blocks_[i].surface < size.least || blocks_[i].surface > size.most) continue;
          if (compactness(blocks_[i].outline.ring) < 0.5) continue;
          if (!is_home_zone(blocks_[i].zone) && !(use == LandUse::religious && blocks_[i].zone == Zone::core))
            continue;
          const double c = cost(i) + crowding(blocks_[i].centre, others);
          if (c < least) least = c, best = i;
        }
        if (best == blocks_.size()) break;  // the next district has to make up for it
        taken_[best] = 1;
        use_[best] = use;
        others.push_back(blocks_[best].centre);
        waiting -= catchment;
      }
    }
  }

  void town_hall_and_square() {
    std::vector<std::pair<double, std::size_t>> near;
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      if (blocks_[i].city && blocks_[i].zone == Zone::core && blocks_[i].surface > 1500)
        near.emplace_back((blocks_[i].centre - form_.centre()).length(), i);
    std::sort(near.begin(), near.end());
    constexpr LandUse kInOrder[] = {LandUse::square, LandUse::public_service, LandUse::religious};
    for (std::size_t k = 0; k < std::min(near.size(), std::size(kInOrder)); ++k) {
      use_[near[k].second] = kInOrder[k];
      taken_[near[k].second] = 1;
    }
  }

  /// Parks lie where the green noise is highest, so that neighbouring blocks form one; none in the old town.
  void parks() {
    for (const auto& [district, members] : districts_) {
      double total = 0;
      std::vector<std::pair<double, std::size_t>> order;
      for (const std::size_t i : members) {
        total += blocks_[i].surface;
        if (taken_[i] || blocks_[i].zone == Zone::core || blocks_[i].zone == Zone::industry) continue;
        const double by_river =
            std::exp(-std::fabs(form_.river_offset(blocks_[i].centre)) / (form_.river_width() + 60));
        order.emplace_back(-green_(blocks_[i].centre) - 0.7 * by_river, i);
      }
      std::sort(order.begin(), order.end());
      double left = 0.075 * total;
      for (const auto& [score, i] : order) {
        if (left <= 0) break;
        if (blocks_[i].surface > 1.8 * left) continue;
        use_[i] = LandUse::park;
        left -= blocks_[i].surface;
      }
    }
  }

  const Form& form_;
  const std::vector<Block>& blocks_;
  Noise green_, wood_;
  sdk::Random random_;
  std::vector<LandUse> use_;
  std::vector<std::uint8_t> taken_;
  std::map<std::uint32_t, std::vector<std::size_t>> districts_;
  Vec district_middle_;
};

}  // namespace

std::vector<LandUse> assign_uses(const Form& form, const std::vector<Block>& blocks) {
  return Assigner(form, blocks).run();
}

}  // namespace conurb::generator
