// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emissions/emission_class.hpp"

#include <set>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::emissions {
namespace {

constexpr double kMostSpeed = 400;  ///< km/h
constexpr double kMostPerKm = 1e6;

[[noreturn]] void refuse_in(const std::string& object, const std::string& what) {
  throw InputError(what, object);
}

}  // namespace

std::int32_t EmissionCatalogue::find(std::string_view id) const {
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i].id == id) return row_of(i);
  }
  for (std::size_t i = 0; i < mixes.size(); ++i) {
    if (mixes[i].id == id) return row_of(classes.size() + i);
  }
  return kNone;
}

void require_sound(const EmissionClass& one) {
  const std::string object = "emission class " + in_quotes(one.id);
  for (const ClassParameter& parameter : kClassParameters) {
    const double value = one.*parameter.value;
    if (value >= parameter.least && value <= parameter.most) continue;
    refuse_in(object, std::string(parameter.name) + " is " + shown(value) + ", not within " +
                          shown(parameter.least) + " … " + shown(parameter.most));
  }
}

void require_sound(const FleetMix& mix, std::size_t classes) {
  const std::string object = "mix " + in_quotes(mix.id);
  double sum = 0;
  for (const ClassShare& member : mix.members) {
    if (member.emission_class < 0 || at(member.emission_class) >= classes) {
      refuse_in(object, "a member is row " + std::to_string(member.emission_class) + ", which is no class");
    }
    if (!(member.share >= 0 && member.share <= 1e9)) {
      refuse_in(object, "a share is " + shown(member.share) + ", not within 0 … 1e9");
    }
    sum += member.share;
  }
  if (!(sum > 0)) refuse_in(object, "has no member with a share above 0");
}

void require_sound(const SpeedTable& table, std::int32_t rows) {
  const std::string object = "table of " + std::string(kOutputNames[place_of(table.output)]);
  if (table.row < 0 || table.row >= rows) {
    refuse_in(object, "is for row " + std::to_string(table.row) + ", which is not there");
  }
  if (table.speeds_kmh.empty() || table.speeds_kmh.size() != table.per_km.size()) {
    refuse_in(object, "needs one amount for each of at least one speed");
  }
  double before = 0;
  for (const double speed : table.speeds_kmh) {
    if (!(speed > before && speed <= kMostSpeed)) {
      refuse_in(object, "speed " + shown(speed) + " km/h does not rise within 0 … " + shown(kMostSpeed));
    }
    before = speed;
  }
  // Electricity may be won; nothing comes back into an exhaust.
  const double least = table.output == Output::electricity ? -kMostPerKm : 0;
  for (const double amount : table.per_km) {
    if (amount >= least && amount <= kMostPerKm) continue;
    refuse_in(object, "amount " + shown(amount) + " is not within " + shown(least) + " … 1e6");
  }
}

void require_sound(const EmissionCatalogue& catalogue) {
  std::set<std::string_view> ids;
  const auto require_id = [&](const std::string& id) {
    if (id.empty()) refuse_in("emission classes", "one has no id");
    if (!ids.insert(id).second) refuse_in("emission classes", "two have the id " + in_quotes(id));
  };
  for (const EmissionClass& one : catalogue.classes) {
    require_id(one.id);
    require_sound(one);
  }
  for (const FleetMix& mix : catalogue.mixes) {
    require_id(mix.id);
    require_sound(mix, catalogue.classes.size());
  }
  for (const SpeedTable& table : catalogue.tables) require_sound(table, catalogue.rows());
}

}  // namespace conurb::transport::emissions
