// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/tables.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "energy_columns.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Table;

double or_unlimited(double value) {
  return std::isnan(value) ? kUnlimited : value;
}

Generator::Control control_of(std::string_view text) {
  if (text == "slack") return Generator::Control::slack;
  return text == "pv" ? Generator::Control::pv : Generator::Control::pq;
}

class NetworkReader {
 public:
  NetworkReader(const sdk::Host& host, const sdk::View& view, std::vector<RowFinding>& findings)
      : host_(host), view_(view), findings_(findings) {}

  Network read() {
    buses();
    lines();
    transformers();
    switches();
    loads();
    shunts();
    generators();
    storages();
    return std::move(network_);
  }

 private:
  template <class T>
  [[nodiscard]] std::span<const T> column(Column name) const {
    return view_.read<T>(name);
  }
  [[nodiscard]] std::size_t rows(Table table) const {
    return static_cast<std::size_t>(view_.table(table).rows);
  }
  [[nodiscard]] bool alive(Table table, std::size_t row) const { return view_.table(table).alive[row] != 0; }
  void find(Table table, std::size_t row, const char* code, const char* text) {
    findings_.push_back({static_cast<std::uint32_t>(table), static_cast<std::int64_t>(row), code, text});
  }

  /// The bus of an element, which goes out of service where there is none.
  std::int32_t bus_of(Table table, std::size_t row, std::int32_t bus, bool& in_service) {
    if (bus >= 0 && alive(Table::power_bus, at(bus))) return bus;
    if (in_service) find(table, row, "no_bus", "leads to no bus: it is left out");
    in_service = false;
    return 0;
  }

  void buses() {
    const auto number = column<std::int64_t>(Column::power_bus_number);
    const auto nominal = column<double>(Column::power_bus_nominal_voltage);
    const auto v_min = column<double>(Column::power_bus_voltage_min);
    const auto v_max = column<double>(Column::power_bus_voltage_max);
    const auto v_start = column<double>(Column::power_bus_start_voltage);
    const auto angle_start = column<double>(Column::power_bus_start_angle);
    const auto in_service = column<std::uint8_t>(Column::power_bus_in_service);
    network_.buses.resize(rows(Table::power_bus));
    for (std::size_t row = 0; row < network_.buses.size(); ++row) {
      Bus& bus = network_.buses[row];
      bus.id = number[row];
      bus.nominal_voltage = nominal[row];
      bus.v_min = v_min[row];
      bus.v_max = v_max[row];
      bus.v_start = v_start[row];
      bus.angle_start = angle_start[row];
      bus.in_service = alive(Table::power_bus, row) && in_service[row] != 0;
      if (nominal[row] > 0) continue;
      if (bus.in_service) find(Table::power_bus, row, "no_voltage", "has no nominal voltage: it is left out");
      bus.in_service = false;
      bus.nominal_voltage = 1;
    }
  }

  void lines() {
    const auto from = column<std::int32_t>(Column::power_line_from),
               to = column<std::int32_t>(Column::power_line_to);
    const auto r = column<double>(Column::power_line_resistance),
               x = column<double>(Column::power_line_reactance);
    const auto g = column<double>(Column::power_line_conductance),
               b = column<double>(Column::power_line_susceptance);
    const auto length = column<double>(Column::power_line_length);
    const auto most = column<double>(Column::power_line_max_current);
    const auto in_service = column<std::uint8_t>(Column::power_line_in_service);
    network_.lines.resize(rows(Table::power_line));
    for (std::size_t row = 0; row < network_.lines.size(); ++row) {
      Line& line = network_.lines[row];
      line.in_service = alive(Table::power_line, row) && in_service[row] != 0;
      line.from = bus_of(Table::power_line, row, from[row], line.in_service);
      line.to = bus_of(Table::power_line, row, to[row], line.in_service);
      line.r = r[row];
      line.x = x[row];
      line.g = g[row];
      line.b = b[row];
      line.length = length[row];
      line.max_current = or_unlimited(most[row]);
      if (line.r != 0 || line.x != 0) continue;
      if (line.in_service)
        find(Table::power_line, row, "no_impedance", "has no impedance: it is left out; a switch has none");
      line.in_service = false;
      line.x = 1;
    }
  }

  void transformers() {
    const auto f64 = [this](Column name) { return column<double>(name); };
    const auto i32 = [this](Column name) { return column<std::int32_t>(name); };
    const auto u8 = [this](Column name) { return column<std::uint8_t>(name); };
    const auto from = i32(Column::power_transformer_from), to = i32(Column::power_transformer_to);
    const auto rated_hv = f64(Column::power_transformer_rated_voltage_from);
    const auto rated_lv = f64(Column::power_transformer_rated_voltage_to);
    const auto shift = f64(Column::power_transformer_phase_shift);
    const auto r = f64(Column::power_transformer_resistance), x = f64(Column::power_transformer_reactance);
    const auto g = f64(Column::power_transformer_conductance), b = f64(Column::power_transformer_susceptance);
    const auto rated = f64(Column::power_transformer_rated_power),
               most = f64(Column::power_transformer_max_power);
    const auto star = i32(Column::power_transformer_star);
    const auto side = u8(Column::power_transformer_tap_side);
    const auto position = i32(Column::power_transformer_tap_position);
    const auto neutral = i32(Column::power_transformer_tap_neutral);
    const auto lowest = i32(Column::power_transformer_tap_lowest);
    const auto highest = i32(Column::power_transformer_tap_highest);
    const auto step = f64(Column::power_transformer_tap_step);
    const auto step_angle = f64(Column::power_transformer_tap_step_angle);
    const auto automatic = u8(Column::power_transformer_tap_automatic);
    const auto controlled = i32(Column::power_transformer_tap_bus);
    const auto target = f64(Column::power_transformer_tap_target);
    const auto dead_band = f64(Column::power_transformer_tap_dead_band);
    const auto in_service = u8(Column::power_transformer_in_service);
    network_.transformers.resize(rows(Table::power_transformer));
    for (std::size_t row = 0; row < network_.transformers.size(); ++row) {
      Transformer& t = network_.transformers[row];
      t.in_service = alive(Table::power_transformer, row) && in_service[row] != 0;
      t.hv = bus_of(Table::power_transformer, row, from[row], t.in_service);
      t.lv = bus_of(Table::power_transformer, row, to[row], t.in_service);
      t.rated_hv = rated_hv[row];
      t.rated_lv = rated_lv[row];
      t.shift = shift[row];
      t.r = r[row];
      t.x = x[row];
      t.g = g[row];
      t.b = b[row];
      t.rated_power = rated[row];
      t.max_power = or_unlimited(most[row]);
      t.star = star[row];
      t.tap = {side[row] == 0 ? TapChanger::Side::hv : TapChanger::Side::lv,
               position[row],
               neutral[row],
               lowest[row],
               highest[row],
               step[row],
               step_angle[row],
               automatic[row] != 0,
               controlled[row],
               target[row],
               dead_band[row]};
      if (t.rated_hv > 0 && t.rated_lv > 0 && (t.r != 0 || t.x != 0)) continue;
      if (t.in_service)
        find(Table::power_transformer, row, "no_rating",
             "has no rated voltage or no impedance: it is left out");
      t.in_service = false;
      t.rated_hv = t.rated_lv = t.x = 1;
    }
  }

  /// Whether what a switch is at ends at its bus.
  [[nodiscard]] bool leads_to(const Switch& each) const {
    if (each.kind == Switch::Kind::bus) return true;
    const bool line = each.kind == Switch::Kind::line;
    if (at(each.element) >= (line ? network_.lines.size() : network_.transformers.size())) return false;
    const std::int32_t from =
        line ? network_.lines[at(each.element)].from : network_.transformers[at(each.element)].hv;
    const std::int32_t to =
        line ? network_.lines[at(each.element)].to : network_.transformers[at(each.element)].lv;
    return each.bus == from || each.bus == to;
  }

  void switches() {
    const auto bus = column<std::int32_t>(Column::power_switch_bus);
    const auto other = column<std::int32_t>(Column::power_switch_other_bus);
    const auto line = column<std::int32_t>(Column::power_switch_line);
    const auto transformer = column<std::int32_t>(Column::power_switch_transformer);
    const auto closed = column<std::uint8_t>(Column::power_switch_closed);
    const auto remote = column<std::uint8_t>(Column::power_switch_remote);
    const auto breaker = column<std::uint8_t>(Column::power_switch_breaker);
    const auto coupling = column<std::uint8_t>(Column::power_switch_coupling);
    network_.switches.resize(rows(Table::power_switch));
    for (std::size_t row = 0; row < network_.switches.size(); ++row) {
      Switch& each = network_.switches[row];
      bool there = alive(Table::power_switch, row);
      each.bus = bus_of(Table::power_switch, row, bus[row], there);
      each.closed = there && closed[row] != 0;
      each.remote = remote[row] != 0;
      each.breaker = breaker[row] != 0;
      const int named =
          (other[row] >= 0 ? 1 : 0) + (line[row] >= 0 ? 1 : 0) + (transformer[row] >= 0 ? 1 : 0);
      if (there && named == 1) {
        each.kind = line[row] >= 0          ? Switch::Kind::line
                    : transformer[row] >= 0 ? Switch::Kind::transformer
                                            : Switch::Kind::bus;
        each.element = line[row] >= 0 ? line[row] : transformer[row] >= 0 ? transformer[row] : other[row];
        each.coupling = coupling[row] != 0;
        if (leads_to(each)) continue;
        there = false;
        find(Table::power_switch, row, "no_end",
             "its line or transformer does not end at its bus: it is left out");
      }
      // A switch of a bus to itself joins nothing.
      if (there)
        find(Table::power_switch, row, "no_place",
             "must name one of another bus, a line and a transformer: it is left out");
      each = {{}, Switch::Kind::bus, each.bus, each.bus, false, each.remote, each.breaker};
    }
  }

  void loads() {
    const auto bus = column<std::int32_t>(Column::power_load_bus);
    const auto p = column<double>(Column::power_load_power),
               q = column<double>(Column::power_load_reactive_power);
    const auto z = column<double>(Column::power_load_share_z), i = column<double>(Column::power_load_share_i);
    const auto priority = column<std::int32_t>(Column::power_load_priority);
    const auto in_service = column<std::uint8_t>(Column::power_load_in_service);
    network_.loads.resize(rows(Table::power_load));
    for (std::size_t row = 0; row < network_.loads.size(); ++row) {
      Load& load = network_.loads[row];
      load.in_service = alive(Table::power_load, row) && in_service[row] != 0;
      load.bus = bus_of(Table::power_load, row, bus[row], load.in_service);
      load.p = p[row];
      load.q = q[row];
      load.share_z = z[row];
      load.share_i = i[row];
      load.priority = priority[row];
    }
  }

  void shunts() {
    const auto bus = column<std::int32_t>(Column::power_shunt_bus);
    const auto p = column<double>(Column::power_shunt_power),
               q = column<double>(Column::power_shunt_reactive_power);
    const auto steps = column<std::int32_t>(Column::power_shunt_steps);
    const auto most = column<std::int32_t>(Column::power_shunt_most_steps);
    const auto automatic = column<std::uint8_t>(Column::power_shunt_automatic);
    const auto target = column<double>(Column::power_shunt_target);
    const auto dead_band = column<double>(Column::power_shunt_dead_band);
    const auto in_service = column<std::uint8_t>(Column::power_shunt_in_service);
    network_.shunts.resize(rows(Table::power_shunt));
    for (std::size_t row = 0; row < network_.shunts.size(); ++row) {
      Shunt& shunt = network_.shunts[row];
      shunt.in_service = alive(Table::power_shunt, row) && in_service[row] != 0;
      shunt.bus = bus_of(Table::power_shunt, row, bus[row], shunt.in_service);
      shunt.p = p[row];
      shunt.q = q[row];
      shunt.steps = steps[row];
      shunt.most_steps = most[row];
      shunt.automatic = automatic[row] != 0;
      shunt.target = target[row];
      shunt.dead_band = dead_band[row];
    }
  }

  void generators() {
    const auto f64 = [this](Column name) { return column<double>(name); };
    const auto bus = column<std::int32_t>(Column::power_generator_bus);
    const auto control = column<std::int32_t>(Column::power_generator_control);
    const auto p = f64(Column::power_generator_power), q = f64(Column::power_generator_reactive_power);
    const auto v = f64(Column::power_generator_voltage_target),
               angle = f64(Column::power_generator_angle_target);
    const auto q_min = f64(Column::power_generator_reactive_min),
               q_max = f64(Column::power_generator_reactive_max);
    const auto rated = f64(Column::power_generator_rated_power), share = f64(Column::power_generator_share);
    const auto forming = column<std::uint8_t>(Column::power_generator_grid_forming);
    const auto fuel = f64(Column::power_generator_fuel);
    const auto in_service = column<std::uint8_t>(Column::power_generator_in_service);
    network_.generators.resize(rows(Table::power_generator));
    for (std::size_t row = 0; row < network_.generators.size(); ++row) {
      Generator& generator = network_.generators[row];
      generator.in_service = alive(Table::power_generator, row) && in_service[row] != 0;
      generator.bus = bus_of(Table::power_generator, row, bus[row], generator.in_service);
      const char* const word = host_.text(Column::power_generator_control, control[row]);
      generator.control = control_of(word == nullptr ? "" : word);
      generator.p = p[row];
      generator.q = q[row];
      generator.v = v[row];
      generator.angle = angle[row];
      generator.q_min = std::isnan(q_min[row]) ? -kUnlimited : q_min[row];
      generator.q_max = or_unlimited(q_max[row]);
      generator.rated_power = rated[row];
      generator.share = share[row];
      generator.grid_forming = forming[row] != 0;
      generator.fuel = or_unlimited(fuel[row]);
    }
  }

  void storages() {
    const auto f64 = [this](Column name) { return column<double>(name); };
    const auto bus = column<std::int32_t>(Column::power_storage_bus);
    const auto p = f64(Column::power_storage_power), q = f64(Column::power_storage_reactive_power);
    const auto capacity = f64(Column::power_storage_capacity), charge = f64(Column::power_storage_charge);
    const auto most = f64(Column::power_storage_max_power),
               efficiency = f64(Column::power_storage_efficiency);
    const auto forming = column<std::uint8_t>(Column::power_storage_grid_forming);
    const auto in_service = column<std::uint8_t>(Column::power_storage_in_service);
    network_.storages.resize(rows(Table::power_storage));
    for (std::size_t row = 0; row < network_.storages.size(); ++row) {
      Storage& storage = network_.storages[row];
      storage.in_service = alive(Table::power_storage, row) && in_service[row] != 0;
      storage.bus = bus_of(Table::power_storage, row, bus[row], storage.in_service);
      storage.p = p[row];
      storage.q = q[row];
      storage.capacity = capacity[row];
      storage.charge = charge[row];
      storage.max_power = most[row];
      storage.efficiency = efficiency[row];
      storage.grid_forming = forming[row] != 0;
    }
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  std::vector<RowFinding>& findings_;
  Network network_;
};

}  // namespace

bool has_grid(const sdk::View& view) {
  return view.table(Table::power_bus).alive_rows > 0;
}

void tell(const sdk::Host& host, const std::vector<RowFinding>& findings) {
  for (const RowFinding& each : findings) host.finding(each.table, each.row, each.code, each.text);
}

Network network_of(const sdk::Host& host, const sdk::View& view, std::vector<RowFinding>& findings) {
  return NetworkReader(host, view, findings).read();
}

}  // namespace conurb::energy
