// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/emissions/emission_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "plugins/transport/emissions/catalogue_edits.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport::emissions {
namespace {

constexpr double kKmhInSi = 3.6;  ///< so many km/h are one m/s
constexpr double kNoAmount = std::numeric_limits<double>::quiet_NaN();

bool same(const EmissionClass& a, const EmissionClass& b) {
  return a.carrier == b.carrier &&
         std::all_of(kClassParameters.begin(), kClassParameters.end(),
                     [&](const ClassParameter& one) { return a.*one.value == b.*one.value; });
}

std::vector<std::pair<std::string_view, double>> members_of(const EmissionCatalogue& catalogue,
                                                            const FleetMix& mix) {
  std::vector<std::pair<std::string_view, double>> members;
  for (const ClassShare& one : mix.members)
    members.emplace_back(catalogue.classes[at(one.emission_class)].id, one.share);
  return members;
}

ClassRow row_of_class(const EmissionClass& one) {
  ClassRow row{one.id, std::string(kCarrierNames[static_cast<std::size_t>(one.carrier)]), {}};
  for (std::size_t i = 0; i < row.values.size(); ++i)
    row.values[i] = one.*kClassParameters[i].value / kClassParameters[i].in_si;
  return row;
}

std::vector<FactorRow> factor_rows(const EmissionCatalogue& catalogue) {
  std::map<std::pair<std::int32_t, double>, Outputs> amounts;
  for (const SpeedTable& table : catalogue.tables) {
    for (std::size_t i = 0; i < table.speeds_kmh.size(); ++i) {
      const auto [place, is_new] = amounts.try_emplace({table.row, table.speeds_kmh[i]});
      if (is_new) place->second.fill(kNoAmount);
      place->second[place_of(table.output)] = table.per_km[i] / kFactorInSi[place_of(table.output)];
    }
  }
  std::vector<FactorRow> rows;
  for (const auto& [key, of_speed] : amounts) {
    rows.push_back({id_of(catalogue, key.first), key.second / kKmhInSi, of_speed});
  }
  return rows;
}

/// Whether it is within its limits; tells of it otherwise.
template <class... Sound>
bool is_sound(FindingList& findings, std::string_view kind, std::string_view id, const Sound&... checked) {
  try {
    require_sound(checked...);
    return true;
  } catch (const InputError& error) {
    findings.warn(kind, in_quotes(id), std::string(error.what()) + ": left out");
    return false;
  }
}

/// The class of a row; none, told of, where the row does not say all that it must.
std::optional<EmissionClass> class_of_row(const EmissionCatalogue& catalogue, const ClassRow& row,
                                          FindingList& findings) {
  const auto leave_out = [&](const std::string& why) {
    findings.warn("emission_class", in_quotes(row.id), why + ": left out");
    return std::nullopt;
  };
  const std::int32_t known = class_named(catalogue, row.id);
  if (row.id.empty()) return leave_out("has no name");
  if (known == kNone && catalogue.find(row.id) != kNone) return leave_out("is the name of a mix");
  if (known == kNone && catalogue.classes.size() >= kMostClasses)
    return leave_out("is one of more than " + std::to_string(kMostClasses) + " classes");
  EmissionClass made = known == kNone ? EmissionClass{} : catalogue.classes[at(known)];
  made.id = row.id;
  if (!row.carrier.empty()) {
    const std::optional<Carrier> carrier = carrier_named(row.carrier);
    if (!carrier) return leave_out("has a carrier that is not known (" + std::string(kKnownCarriers) + ")");
    made.carrier = *carrier;
  } else if (known == kNone) {
    return leave_out("is new and has no carrier");
  }
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    const ClassParameter& parameter = kClassParameters[i];
    if (!std::isnan(row.values[i])) {
      made.*parameter.value = row.values[i] * parameter.in_si;
    } else if (known == kNone) {
      return leave_out("is new and has no " + std::string(parameter.name));
    }
  }
  if (!is_sound(findings, "emission_class", row.id, made)) return std::nullopt;
  return made;
}

void put_classes(EmissionCatalogue& catalogue, const std::vector<ClassRow>& rows, FindingList& findings) {
  std::set<std::string_view> told;
  FindingList unused;  // whether a new class is in a mix was told where it was read
  for (const ClassRow& row : rows) {
    if (!told.insert(row.id).second && !row.id.empty()) {
      findings.warn("emission_class", in_quotes(row.id), "is told twice: the first row holds");
    } else if (std::optional<EmissionClass> made = class_of_row(catalogue, row, findings)) {
      put_class(catalogue, std::move(*made), unused);
    }
  }
}

void put_mixes(EmissionCatalogue& catalogue, const std::vector<MixRow>& rows, FindingList& findings) {
  std::map<std::string_view, FleetMix> mixes;
  std::set<std::string_view> spoilt;
  for (const MixRow& row : rows) {
    const auto leave_out = [&](const std::string& why) {
      findings.warn("fleet_mix", in_quotes(row.mix), why + ": left out, with its other rows");
      spoilt.insert(row.mix);
    };
    FleetMix& mix = mixes[row.mix];
    mix.id = row.mix;
    const std::int32_t member = class_named(catalogue, row.emission_class);
    if (row.mix.empty()) {
      leave_out("has no name");
    } else if (class_named(catalogue, row.mix) != kNone) {
      leave_out("is the name of a class");
    } else if (member == kNone) {
      leave_out("names " + in_quotes(row.emission_class) + ", which is no class of emissions");
    } else if (std::any_of(mix.members.begin(), mix.members.end(),
                           [&](const ClassShare& one) { return one.emission_class == member; })) {
      leave_out("names " + in_quotes(row.emission_class) + " twice");
    } else {
      mix.members.push_back({member, row.share});
    }
  }
  for (auto& [id, mix] : mixes) {
    if (spoilt.contains(id) || !is_sound(findings, "fleet_mix", id, mix, catalogue.classes.size())) continue;
    if (catalogue.mixes.size() < kMostMixes || catalogue.find(id) != kNone) {
      put_mix(catalogue, std::move(mix), findings);
    } else {
      findings.warn("fleet_mix", in_quotes(id), "is one of more than 1000 mixes: left out");
    }
  }
}

/// Amounts per km by km/h.
using Points = std::map<double, double>;

void put_factors(EmissionCatalogue& catalogue, const std::vector<FactorRow>& rows, FindingList& findings) {
  std::map<std::pair<std::int32_t, std::size_t>, Points> points;
  std::map<std::string_view, std::int32_t> known;
  for (const FactorRow& row : rows) {
    const auto warn = [&](const std::string& what) {
      findings.warn("emission_factor", in_quotes(row.id), what);
    };
    const auto [found, is_new] = known.try_emplace(row.id, kNone);
    if (is_new && !row.id.empty()) found->second = catalogue.find(row.id);
    if (found->second == kNone) {
      warn("is no class of emissions and no mix: left out");
      continue;
    }
    for (std::size_t q = 0; q < kOutputs; ++q) {
      if (std::isnan(row.amounts[q])) continue;
      const double per_km = row.amounts[q] * kFactorInSi[q];
      if (!(row.speed > 0)) {
        warn("has a speed that is not above 0: left out");
        break;
      }
      if (!points[{found->second, q}].emplace(row.speed * kKmhInSi, per_km).second)
        warn("tells " + std::string(kOutputNames[q]) + " at a speed twice: the first row holds");
    }
  }
  for (const auto& [key, amounts] : points) {
    SpeedTable table{key.first, static_cast<Output>(key.second), {}, {}};
    for (const auto& [kmh, per_km] : amounts) {
      table.speeds_kmh.push_back(kmh);
      table.per_km.push_back(per_km);
    }
    const std::string& id = id_of(catalogue, key.first);
    if (catalogue.tables.size() >= kMostTables) {
      findings.warn("emission_factor", in_quotes(id), "has one of more than 10000 tables: left out");
    } else if (is_sound(findings, "emission_factor", id, table, catalogue.rows())) {
      put_table(catalogue, std::move(table), findings);
    }
  }
}

}  // namespace

EmissionRows rows_of(const EmissionCatalogue& catalogue, const EmissionCatalogue& known) {
  EmissionRows rows;
  for (const EmissionClass& one : catalogue.classes) {
    const std::int32_t row = class_named(known, one.id);
    if (row == kNone || !same(one, known.classes[at(row)])) rows.classes.push_back(row_of_class(one));
  }
  for (const FleetMix& mix : catalogue.mixes) {
    const auto members = members_of(catalogue, mix);
    const auto before = std::find_if(known.mixes.begin(), known.mixes.end(),
                                     [&](const FleetMix& one) { return one.id == mix.id; });
    if (before != known.mixes.end() && members_of(known, *before) == members) continue;
    for (const auto& [id, share] : members) rows.mixes.push_back({mix.id, std::string(id), share});
  }
  rows.factors = factor_rows(catalogue);
  return rows;
}

EmissionCatalogue with_rows(const EmissionCatalogue& known, const EmissionRows& rows, FindingList& findings) {
  EmissionCatalogue catalogue = known;
  put_classes(catalogue, rows.classes, findings);
  put_mixes(catalogue, rows.mixes, findings);
  put_factors(catalogue, rows.factors, findings);
  return catalogue;
}

}  // namespace conurb::transport::emissions
