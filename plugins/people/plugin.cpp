// SPDX-License-Identifier: Apache-2.0
// The rules of land and people as a plugin: a synthesis of what a city does not know of its buildings and of
// who lives in them. It takes no steps.
#include <algorithm>
#include <cmath>
#include <string>

#include "engine/sdk/conurb.hpp"
#include "people_columns.hpp"
#include "plugins/people/parcel_tables.hpp"
#include "plugins/people/tables.hpp"

namespace conurb::people {

namespace {

using ::people::Parameter;
using ::people::Table;

Options options_of(const sdk::View& view) {
  Options options;
  options.seed = view.seed();
  options.population = view.parameter(Parameter::population);
  options.living_area = view.parameter(Parameter::living_area);
  options.household_size = view.parameter(Parameter::household_size);
  options.jobs_per_resident = view.parameter(Parameter::jobs_per_resident);
  options.unemployed_share = view.parameter(Parameter::unemployed_share);
  options.cars_per_resident = view.parameter(Parameter::cars_per_resident);
  options.commute_distance = view.parameter(Parameter::commute_distance);
  return options;
}

std::string number(double value) {
  return std::to_string(std::llround(value));
}

void tell(const sdk::Host& host, const Tally& tally, std::int64_t without_outline) {
  const auto find = [&host](std::int32_t level, Table table, const char* code, const std::string& text) {
    host.c()->finding(host.c(), level, static_cast<std::uint32_t>(table), -1, code, text.c_str());
  };
  if (without_outline > 0)
    find(CONURB_LOG_WARNING, Table::building, "people.no_outline",
         number(static_cast<double>(without_outline)) + " building(s) have no outline: left as they are");
  if (tally.without_height > 0)
    find(CONURB_LOG_WARNING, Table::building, "people.no_height",
         number(static_cast<double>(tally.without_height)) +
             " building(s) have neither height nor storeys: no floor area, nobody lives there");
  if (tally.asked > 0 && std::fabs(tally.housed - tally.asked) > 1e-3 * tally.asked)
    find(CONURB_LOG_WARNING, Table::building, "people.population",
         number(tally.asked) + " residents were asked for; the dwellings and what is known of them make it " +
             number(tally.housed));
  if (tally.at_school < tally.learners)
    find(CONURB_LOG_INFO, Table::person_group, "people.no_school",
         number(tally.learners - tally.at_school) + " pupils and students find no school in the city");
  if (tally.at_work < tally.employed)
    find(CONURB_LOG_INFO, Table::person_group, "people.work_outside",
         number(tally.employed - tally.at_work) + " of " + number(tally.employed) +
             " who work find no job in the city: they work outside");
}

void tell(const sdk::Host& host, const Parcels& parcels) {
  const auto without = std::count(parcels.parcel_of.begin(), parcels.parcel_of.end(), kNone);
  if (without > 0)
    host.finding(Table::building, -1, "people.no_parcel",
                 std::to_string(without) + " building(s) get no parcel: larger than 5 km or too far away");
}

}  // namespace

class Plugin {
 public:
  explicit Plugin(sdk::Host) {}

  static void synthesise(sdk::Host host, const sdk::View& view) {
    CityTables tables(host, view);
    Buildings buildings = tables.read();
    const ParallelFor parallel = [&host](std::size_t count, const std::function<void(std::size_t)>& body) {
      host.parallel_for(0, static_cast<std::int64_t>(count), 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) body(static_cast<std::size_t>(i));
      });
    };
    ParcelTables land(host, view, tables.rows());
    const bool divides = land.none_known();
    const double settling = divides ? 0.5 : 1;  // of the work
    const auto heard = [&host](double fraction, const char* what) {
      if (host.cancelled()) throw sdk::Failure(CONURB_CANCELLED, "");
      host.progress(fraction, what);
    };
    const Settled settled =
        settle(options_of(view), buildings, parallel,
               [&](double fraction, const char* what) { heard(settling * fraction, what); });
    if (divides) {
      const Parcels parcels =
          make_parcels(land.read(buildings), view.parameter(Parameter::parcel_depth), parallel,
                       [&](double fraction) { heard(settling * (0.9 + fraction), "parcels"); });
      land.write(buildings, parcels);
      tell(host, parcels);
    }
    tables.write(buildings, settled.groups);
    tell(host, settled.tally, tables.without_outline());
  }
};

}  // namespace conurb::people

CONURB_PLUGIN(conurb::people::Plugin)
