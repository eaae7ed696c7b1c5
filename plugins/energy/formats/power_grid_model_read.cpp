// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/power_grid_model.hpp"
#include "plugins/energy/formats/power_grid_model_net.hpp"
#include "plugins/energy/formats/repairs.hpp"

namespace conurb::energy {
namespace {

constexpr std::array<std::string_view, 14> kTakenComponents = {"node",
                                                               "line",
                                                               "link",
                                                               "generic_branch",
                                                               "transformer",
                                                               "three_winding_transformer",
                                                               "source",
                                                               "sym_load",
                                                               "sym_gen",
                                                               "asym_load",
                                                               "asym_gen",
                                                               "shunt",
                                                               "transformer_tap_regulator",
                                                               "voltage_regulator"};
// Data about states and faults, which are no part of the grid.
constexpr std::array<std::string_view, 7> kOtherComponents = {
    "asym_current_sensor", "asym_power_sensor", "asym_voltage_sensor", "fault",
    "sym_current_sensor",  "sym_power_sensor",  "sym_voltage_sensor"};

void check_head(const Json& file, const std::string& where) {
  const Json *const version = member(file, "version"), *const type = member(file, "type"),
                    *const batch = member(file, "is_batch"), *const data = member(file, "data");
  if (version == nullptr || data == nullptr) {
    throw InputError("is no dataset of power-grid-model: \"version\" or \"data\" is missing", where);
  }
  if (*version != "1.0") throw InputError("is not of version \"1.0\", the only one that is read", where);
  if (type == nullptr || *type != "input") {
    throw InputError("is not of type \"input\": results and updates hold no grid", where);
  }
  if (batch != nullptr && *batch != false) {
    throw InputError("is a batch of datasets", where, "give the single input dataset");
  }
  if (!data->is_object()) throw InputError("\"data\" is " + kind_of(*data) + ", must be an object", where);
}

void read_node(PgmNet& net, const PgmRow& row) {
  Bus bus;
  bus.id = row.id();
  bus.name = row.name();
  bus.nominal_voltage = row.positive("u_rated");
  net.buses.emplace(row.id(), static_cast<std::int32_t>(net.network.buses.size()));
  net.network.buses.push_back(std::move(bus));
}

void tell_components_left(PgmNet& net) {
  for (const auto& [kind, rows] : net.data.items()) {
    const auto is_kind = [&k = kind](std::string_view name) { return name == k; };
    if (std::any_of(kTakenComponents.begin(), kTakenComponents.end(), is_kind) || !rows.is_array() ||
        rows.empty())
      continue;
    const std::string count =
        std::to_string(rows.size()) + (rows.size() == 1 ? " is" : " are") + " not taken";
    if (std::any_of(kOtherComponents.begin(), kOtherComponents.end(), is_kind)) {
      net.findings.inform(kind, {}, count);
    } else {
      net.findings.warn(kind, {}, count + ": the grid lacks this equipment");
    }
  }
}

}  // namespace

std::int32_t PgmNet::bus_of(const PgmRow& row, std::string_view attribute) const {
  const std::int32_t id = row.whole(attribute);
  const auto found = buses.find(id);
  if (found == buses.end()) row.refuse(attribute, "is " + std::to_string(id) + ", which is no node");
  return found->second;
}

void PgmNet::claim(const PgmRow& row) {
  if (!ids.insert(row.id()).second) row.refuse("id", "stands twice; ids are unique over all components");
}

Import read_power_grid_model(std::string_view text, const std::string& where,
                             const PowerGridModelOptions& options) {
  const Json file = parse_json(text, where);
  check_head(file, where);
  PgmNet net{*member(file, "data"), member(file, "attributes"), where};
  net.network.frequency = options.frequency;
  read_each(net, "node", read_node);
  read_pgm_branches(net);
  read_pgm_appliances(net);
  tell_components_left(net);
  settle_voltages(net.network, net.findings);
  require_consistent(net.network, where);
  return {std::move(net.network), net.findings.take()};
}

}  // namespace conurb::energy
