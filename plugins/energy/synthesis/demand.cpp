// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/demand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plugins/energy/synthesis/findings.hpp"

namespace conurb::energy::synthesis {

namespace {

constexpr double kSecondsPerYear = 365.0 * 86400;
/// Beyond these nobody builds; a larger value is one in the wrong unit.
constexpr double kMostPower = 1e9, kMostArea = 1e8, kMostDwellings = 1e5;
constexpr double kUnknownArea = 100;  // m2

class Reader {
 public:
  Reader(const CityBuildings& buildings, const SynthesisOptions& options, Findings& findings)
      : b_(buildings), o_(options), findings_(findings) {}

  Customer read(std::size_t i) {
    const PowerUse use = use_of(i);
    const double area = value(b_.floor_area, i, kMostArea, "floor area");
    const double homes = value(b_.dwellings, i, kMostDwellings, "number of dwellings");
    const double power = value(b_.peak_power, i, kMostPower, "peak power");
    const double energy = value(b_.annual_energy, i, kMostPower * kSecondsPerYear, "annual energy");
    const bool lived_in = homes >= 1 || use == PowerUse::dwelling;
    const double count = homes >= 1             ? std::round(homes)
                         : lived_in && area > 0 ? std::max(1.0, std::round(area / o_.floor_area_per_dwelling))
                                                : 1;
    const UsePower& rule = o_.use_power[static_cast<std::size_t>(lived_in ? PowerUse::dwelling : use)];
    const double g = rule.simultaneity;
    double each = 0;  // largest power of one customer
    if (power >= 0) {
      each = power / (count * g + (1 - g) * std::sqrt(count));
    } else if (energy >= 0) {
      each = energy / kSecondsPerYear * rule.peak_to_mean / (g * count);
    } else if (lived_in) {
      if (homes < 1) ++homeless_;
      each = o_.household_power;
    } else {
      if (std::isnan(area)) ++unknown_;
      each = rule.per_area * (std::isnan(area) ? kUnknownArea : area);
    }
    Customer customer;
    customer.customers = count;
    customer.demand.mean = count * g * each;
    customer.demand.variance = count * (1 - g) * each * (1 - g) * each;
    // When it is coldest all heat at once: nothing of it is chance.
    const double heating = value(b_.heating_power, i, kMostPower, "heating power");
    if (heating > 0) customer.demand.mean += heating;
    const double roof = value(b_.roof_power, i, kMostPower, "solar power");
    customer.roof_power = roof > 0 ? roof : 0;
    customer.demand.feed_in = customer.roof_power * o_.solar_simultaneity;
    return customer;
  }

  void close() {
    if (unknown_ > 0)
      findings_.tell(
          "unknown sizes", "city",
          fmt::format("{} buildings have no power, energy or floor area; each is taken as {} m2 of its "
                      "use",
                      unknown_, kUnknownArea));
    if (homeless_ > 0)
      findings_.tell(
          "dwellings without homes", "city",
          fmt::format("{} buildings are dwellings, or of no known use, and are said to hold less than "
                      "one home; each is taken as the homes of its floor area, one at least; give "
                      "their use or their power if they are none",
                      homeless_));
  }

 private:
  PowerUse use_of(std::size_t i) {
    if (i >= b_.use.size()) return PowerUse::dwelling;
    const auto number = static_cast<std::size_t>(b_.use[i]);
    if (number < kPowerUseCount) return b_.use[i];
    findings_.warn(
        "unknown uses", i,
        fmt::format("use is {}, must be 0 to {}; taken as a dwelling", number, kPowerUseCount - 1));
    return PowerUse::dwelling;
  }

  double value(const std::vector<double>& column, std::size_t i, double most, const char* name) {
    if (i >= column.size() || std::isnan(column[i])) return kUnknown;
    if (column[i] >= 0 && column[i] <= most) return column[i];
    findings_.warn(
        "values out of range", i,
        fmt::format("{} is {:.4g}, must be 0 to {:.4g}; taken as not known", name, column[i], most));
    return kUnknown;
  }

  const CityBuildings& b_;
  const SynthesisOptions& o_;
  Findings& findings_;
  std::size_t unknown_ = 0;   ///< buildings without any size
  std::size_t homeless_ = 0;  ///< dwellings with less than one home
};

}  // namespace

std::vector<Customer> customers(const CityBuildings& buildings, const SynthesisOptions& options,
                                Findings& findings) {
  std::vector<Customer> all;
  all.reserve(buildings.size());
  Reader reader(buildings, options, findings);
  for (std::size_t i = 0; i < buildings.size(); ++i) all.push_back(reader.read(i));
  reader.close();
  return all;
}

}  // namespace conurb::energy::synthesis
