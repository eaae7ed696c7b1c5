// SPDX-License-Identifier: Apache-2.0
// The generator as a plugin: a synthesis of a city that is not there yet. It takes no steps.
#include "engine/sdk/conurb.hpp"
#include "generator_columns.hpp"
#include "plugins/generator/tables.hpp"

namespace conurb::generator {

namespace {

using ::generator::Parameter;
using ::generator::Table;

/// A generated city is whole or not at all: beside one that is there it would stand in its midst.
void refuse_built_ground(const sdk::View& view) {
  for (const Table table : {Table::building, Table::road_link, Table::parcel, Table::terrain}) {
    if (view.table(table).alive_rows > 0)
      throw sdk::Failure(CONURB_CONFLICT,
                         "the city has streets, buildings or ground already: generate a new one");
  }
}

}  // namespace

class Plugin {
 public:
  explicit Plugin(sdk::Host) {}

  static void synthesise(sdk::Host host, const sdk::View& view) {
    refuse_built_ground(view);
    Options options;
    options.population = view.parameter(Parameter::population);
    options.style = static_cast<Style>(static_cast<int>(view.parameter(Parameter::style)));
    options.seed = view.seed();
    host.progress(0, "streets, parcels and buildings");
    const City city = generate(options, [&host](std::size_t count,
                                                const std::function<void(std::size_t)>& body) {
      host.parallel_for(0, static_cast<std::int64_t>(count), 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) body(static_cast<std::size_t>(i));
      });
    });
    host.progress(0.5, "tables");
    fill_tables(host, view, city);
  }
};

}  // namespace conurb::generator

CONURB_PLUGIN(conurb::generator::Plugin)
