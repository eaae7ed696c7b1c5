// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/pandapower.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/numbers.hpp"
#include "plugins/energy/formats/pandapower_net.hpp"
#include "plugins/energy/formats/repairs.hpp"

namespace conurb::energy {
namespace {

constexpr int kOldestFormat = 2, kNewestFormat = 3;

constexpr std::array<std::string_view, 16> kTakenTables = {"asymmetric_load",
                                                           "asymmetric_sgen",
                                                           "bus",
                                                           "bus_geodata",
                                                           "ext_grid",
                                                           "gen",
                                                           "line",
                                                           "line_geodata",
                                                           "load",
                                                           "sgen",
                                                           "shunt",
                                                           "storage",
                                                           "switch",
                                                           "trafo3w",
                                                           "trafo",
                                                           "std_types"};
// Equipment that draws, feeds or joins: a grid without it is another grid.
constexpr std::array<std::string_view, 12> kOtherEquipment = {"b2b_vsc", "bus_dc", "dcline", "impedance",
                                                              "line_dc", "motor",  "ssc",    "svc",
                                                              "tcsc",    "vsc",    "ward",   "xward"};
// Data about other calculations and about the drawing.
constexpr std::array<std::string_view, 10> kOtherTables = {"characteristic",
                                                           "controller",
                                                           "group",
                                                           "measurement",
                                                           "poly_cost",
                                                           "profiles",
                                                           "pwl_cost",
                                                           "shunt_characteristic_table",
                                                           "trafo_characteristic_table",
                                                           "vsc_characteristic_table"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The part before the first dot of "3.1.0"; -1 where there is none.
int major_version(const Json& members) {
  for (const char* key : {"format_version", "version"}) {
    const Json* const version = member(members, key);
    if (version != nullptr && version->is_number()) {
      const double number = version->get<double>();
      return number >= 0 && number < 1e6 ? static_cast<int>(number) : -1;
    }
    if (version == nullptr || !version->is_string()) continue;
    const auto& text = version->get_ref<const std::string&>();
    int major = -1;
    (void)std::from_chars(text.data(), text.data() + text.size(), major);  // stays -1 where it fails
    return major;
  }
  return -1;
}

void check_version(PandapowerNet& net) {
  const int major = major_version(net.members);
  if (major < kOldestFormat) {
    throw InputError(major < 0
                         ? "states no format_version"
                         : "has format " + std::to_string(major) + ", which has other units and columns",
                     net.where, "open it with pandapower 2 or newer and write it again with to_json");
  }
  if (major > kNewestFormat) {
    net.findings.warn("format_version", {},
                      "is " + std::to_string(major) + "; columns that are new since 3 are not taken");
  }
}

double number_of(const PandapowerNet& net, const char* key, double fallback) {
  const Json* const value = member(net.members, key);
  return value != nullptr && value->is_number() ? value->get<double>() : fallback;
}

/// Rows of a table that is not taken anyway, so that its form may be any; 1 where it is not known how many.
std::size_t rows_of(const PandapowerNet& net, const Json& frame, const std::string& name) {
  try {
    return FrameTable(&frame, name, net.where).size();
  } catch (const InputError&) {
    return 1;
  }
}

/// Tables with rows that no part of the reader takes.
void tell_tables_left(PandapowerNet& net) {
  for (const auto& [name, value] : net.members.items()) {
    const Json* const type = member(value, "_class");
    if (type == nullptr || *type != "DataFrame" || contains(kTakenTables, name)) continue;
    if (name.starts_with("res_") || name.starts_with("_"))
      continue;  // results, and what pandapower keeps aside
    const std::size_t rows = rows_of(net, value, name);
    if (rows == 0) continue;
    const std::string count = std::to_string(rows) + (rows == 1 ? " row is" : " rows are");
    if (contains(kOtherEquipment, name)) {
      net.findings.warn(name, {}, count + " not taken: the grid lacks this equipment");
    } else if (contains(kOtherTables, name)) {
      net.findings.inform(name, {}, count + " not taken");
    } else {
      net.findings.warn(name, {}, count + " not taken: the table is not known");
    }
  }
}

}  // namespace

std::int32_t PandapowerNet::bus_of(const FrameRow& row, std::string_view column) const {
  const std::int64_t index = row.whole(column);
  const auto found = buses.find(index);
  if (found == buses.end()) {
    row.table().refuse(row.row(), column, "is " + std::to_string(index) + ", which is not in the table bus");
  }
  return found->second;
}

void PandapowerNet::place(RowByIndex& rows, const FrameRow& row, std::size_t at) {
  if (!rows.emplace(row.table().index(row.row()), static_cast<std::int32_t>(at)).second) {
    row.table().refuse(row.row(), "index", "stands twice");
  }
}

Import read_pandapower(std::string_view text, const std::string& where) {
  const Json file = parse_json(text, where);
  const Json* const object = member(file, "_object");
  if (object == nullptr) {
    throw InputError("is no pandapower network: the member \"_object\" is missing", where,
                     "write it with pandapower's to_json");
  }
  const Json unpacked =
      object->is_string() ? parse_json(object->get_ref<const std::string&>(), where + ", _object") : Json();
  const Json& members = object->is_string() ? unpacked : *object;
  if (member(members, "bus") == nullptr) throw InputError("has no table bus", where);

  PandapowerNet net{members, where};
  check_version(net);
  const Json* const name = member(members, "name");
  if (name != nullptr && name->is_string()) net.network.name = name->get<std::string>();
  net.network.frequency = number_of(net, "f_hz", net.network.frequency);
  net.network.base_power = number_of(net, "sn_mva", 1) * kMega;
  read_pandapower_buses(net);
  read_pandapower_lines(net);
  read_pandapower_transformers(net);
  read_pandapower_switches(net);
  read_pandapower_injections(net);
  tell_tables_left(net);
  fuse_short_lines(net.network, net.findings);
  settle_voltages(net.network, net.findings);
  require_consistent(net.network, where);
  return {std::move(net.network), net.findings.take()};
}

}  // namespace conurb::energy
