// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "energy_columns.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/shape_lists.hpp"
#include "plugins/energy/tables.hpp"
#include "plugins/energy/tables_fill.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Table;

double or_null(double value) {
  return std::isfinite(value) ? value : kUnknown;
}

class NetworkWriter {
 public:
  NetworkWriter(const sdk::Host& host, const sdk::View& view, const Network& network, Places places)
      : host_(host), view_(view), n_(network), places_(places) {}

  FirstRows run() {
    first_.bus = insert(Table::power_bus, n_.buses.size());
    first_.line = insert(Table::power_line, n_.lines.size());
    first_.transformer = insert(Table::power_transformer, n_.transformers.size());
    first_.of_switch = insert(Table::power_switch, n_.switches.size());
    first_.load = insert(Table::power_load, n_.loads.size());
    first_.shunt = insert(Table::power_shunt, n_.shunts.size());
    first_.generator = insert(Table::power_generator, n_.generators.size());
    first_.storage = insert(Table::power_storage, n_.storages.size());
    buses();
    lines();
    transformers();
    switches();
    loads();
    shunts();
    generators();
    storages();
    shapes();
    return first_;
  }

 private:
  [[nodiscard]] std::size_t insert(Table table, std::size_t count) const {
    return count > 0 ? static_cast<std::size_t>(host_.insert_rows(table, static_cast<std::int64_t>(count)))
                     : 0;
  }

  /// Writes one column of the rows that were added from `first` on.
  template <class T, class Value>
  void put(std::size_t first, Column column, std::size_t count, const Value& value) const {
    if (count == 0) return;
    const auto cells = view_.write<T>(column).subspan(first);
    for (std::size_t i = 0; i < count; ++i) cells[i] = static_cast<T>(value(i));
  }

  /// Row of the table of an element of the network.
  static std::int32_t row(std::size_t first, std::int32_t element) {
    return element < 0 ? kNone : row_of(first) + element;
  }
  [[nodiscard]] std::int32_t bus(std::int32_t element) const { return row(first_.bus, element); }

  /// Names as texts; and, made unlike each other, what the rows of a file are known by at the next import.
  template <class Elements>
  void names(Table table, std::size_t first, Column column, const Elements& elements) const {
    put<std::int32_t>(first, column, elements.size(), [&](std::size_t row) {
      return elements[row].name.empty() ? -1 : host_.code(column, elements[row].name.c_str());
    });
    if (elements.empty() || places_ == Places::local) return;
    std::map<std::string, int> seen;
    std::vector<std::string> known(elements.size());
    for (std::size_t row = 0; row < elements.size(); ++row) {
      const std::string& name = elements[row].name;
      const int before = seen[name]++;
      if (!name.empty()) known[row] = before == 0 ? name : name + " (" + std::to_string(before + 1) + ")";
    }
    // A name may look like one that was made.
    std::vector<std::string> sorted = known;
    std::sort(sorted.begin(), sorted.end());
    std::erase(sorted, "");
    if (std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end()) host_.name_rows(table, 0, known);
  }

  void buses() const {
    const std::vector<Bus>& b = n_.buses;
    put<std::int64_t>(first_.bus, Column::power_bus_number, b.size(), [&](std::size_t i) { return b[i].id; });
    put<double>(first_.bus, Column::power_bus_nominal_voltage, b.size(),
                [&](auto i) { return b[i].nominal_voltage; });
    put<double>(first_.bus, Column::power_bus_voltage_min, b.size(), [&](auto i) { return b[i].v_min; });
    put<double>(first_.bus, Column::power_bus_voltage_max, b.size(), [&](auto i) { return b[i].v_max; });
    put<double>(first_.bus, Column::power_bus_start_voltage, b.size(), [&](auto i) { return b[i].v_start; });
    put<double>(first_.bus, Column::power_bus_start_angle, b.size(),
                [&](auto i) { return b[i].angle_start; });
    put<std::uint8_t>(first_.bus, Column::power_bus_in_service, b.size(),
                      [&](auto i) { return b[i].in_service; });
    put<std::int32_t>(first_.bus, Column::power_bus_name, b.size(), [&](std::size_t i) {
      return b[i].name.empty() ? -1 : host_.code(Column::power_bus_name, b[i].name.c_str());
    });
    if (b.empty() || places_ == Places::local) return;
    std::vector<std::string> known;
    known.reserve(b.size());
    for (const Bus& each : b) known.push_back(std::to_string(each.id));
    host_.name_rows(Table::power_bus, 0, known);
  }

  void lines() const {
    const std::vector<Line>& l = n_.lines;
    names(Table::power_line, first_.line, Column::power_line_name, l);
    put<std::int32_t>(first_.line, Column::power_line_from, l.size(), [&](auto i) { return bus(l[i].from); });
    put<std::int32_t>(first_.line, Column::power_line_to, l.size(), [&](auto i) { return bus(l[i].to); });
    put<double>(first_.line, Column::power_line_resistance, l.size(), [&](auto i) { return l[i].r; });
    put<double>(first_.line, Column::power_line_reactance, l.size(), [&](auto i) { return l[i].x; });
    put<double>(first_.line, Column::power_line_conductance, l.size(), [&](auto i) { return l[i].g; });
    put<double>(first_.line, Column::power_line_susceptance, l.size(), [&](auto i) { return l[i].b; });
    put<double>(first_.line, Column::power_line_length, l.size(), [&](auto i) { return l[i].length; });
    put<double>(first_.line, Column::power_line_max_current, l.size(),
                [&](auto i) { return or_null(l[i].max_current); });
    put<std::uint8_t>(first_.line, Column::power_line_in_service, l.size(),
                      [&](auto i) { return l[i].in_service; });
  }

  void transformers() const {
    const std::vector<Transformer>& t = n_.transformers;
    const auto f64 = [&](Column column, const auto& value) {
      put<double>(first_.transformer, column, t.size(), value);
    };
    const auto i32 = [&](Column column, const auto& value) {
      put<std::int32_t>(first_.transformer, column, t.size(), value);
    };
    const auto u8 = [&](Column column, const auto& value) {
      put<std::uint8_t>(first_.transformer, column, t.size(), value);
    };
    names(Table::power_transformer, first_.transformer, Column::power_transformer_name, t);
    i32(Column::power_transformer_from, [&](auto i) { return bus(t[i].hv); });
    i32(Column::power_transformer_to, [&](auto i) { return bus(t[i].lv); });
    f64(Column::power_transformer_rated_voltage_from, [&](auto i) { return t[i].rated_hv; });
    f64(Column::power_transformer_rated_voltage_to, [&](auto i) { return t[i].rated_lv; });
    f64(Column::power_transformer_phase_shift, [&](auto i) { return t[i].shift; });
    f64(Column::power_transformer_resistance, [&](auto i) { return t[i].r; });
    f64(Column::power_transformer_reactance, [&](auto i) { return t[i].x; });
    f64(Column::power_transformer_conductance, [&](auto i) { return t[i].g; });
    f64(Column::power_transformer_susceptance, [&](auto i) { return t[i].b; });
    f64(Column::power_transformer_rated_power, [&](auto i) { return t[i].rated_power; });
    f64(Column::power_transformer_max_power, [&](auto i) { return or_null(t[i].max_power); });
    i32(Column::power_transformer_star, [&](auto i) { return t[i].star; });
    u8(Column::power_transformer_tap_side,
       [&](auto i) { return t[i].tap.side == TapChanger::Side::lv ? 1 : 0; });
    i32(Column::power_transformer_tap_position, [&](auto i) { return t[i].tap.position; });
    i32(Column::power_transformer_tap_neutral, [&](auto i) { return t[i].tap.neutral; });
    i32(Column::power_transformer_tap_lowest, [&](auto i) { return t[i].tap.lowest; });
    i32(Column::power_transformer_tap_highest, [&](auto i) { return t[i].tap.highest; });
    f64(Column::power_transformer_tap_step, [&](auto i) { return t[i].tap.step; });
    f64(Column::power_transformer_tap_step_angle, [&](auto i) { return t[i].tap.step_angle; });
    u8(Column::power_transformer_tap_automatic, [&](auto i) { return t[i].tap.automatic; });
    i32(Column::power_transformer_tap_bus, [&](auto i) { return bus(t[i].tap.controlled); });
    f64(Column::power_transformer_tap_target, [&](auto i) { return t[i].tap.target; });
    f64(Column::power_transformer_tap_dead_band, [&](auto i) { return t[i].tap.dead_band; });
    u8(Column::power_transformer_in_service, [&](auto i) { return t[i].in_service; });
  }

  void switches() const {
    const std::vector<Switch>& s = n_.switches;
    const auto element = [&](Column column, Switch::Kind kind, std::size_t first) {
      put<std::int32_t>(first_.of_switch, column, s.size(),
                        [&](auto i) { return s[i].kind == kind ? row(first, s[i].element) : kNone; });
    };
    names(Table::power_switch, first_.of_switch, Column::power_switch_name, s);
    put<std::int32_t>(first_.of_switch, Column::power_switch_bus, s.size(),
                      [&](auto i) { return bus(s[i].bus); });
    element(Column::power_switch_other_bus, Switch::Kind::bus, first_.bus);
    element(Column::power_switch_line, Switch::Kind::line, first_.line);
    element(Column::power_switch_transformer, Switch::Kind::transformer, first_.transformer);
    put<std::uint8_t>(first_.of_switch, Column::power_switch_closed, s.size(),
                      [&](auto i) { return s[i].closed; });
    put<std::uint8_t>(first_.of_switch, Column::power_switch_remote, s.size(),
                      [&](auto i) { return s[i].remote; });
    put<std::uint8_t>(first_.of_switch, Column::power_switch_breaker, s.size(),
                      [&](auto i) { return s[i].breaker; });
    put<std::uint8_t>(first_.of_switch, Column::power_switch_coupling, s.size(),
                      [&](auto i) { return s[i].coupling; });
  }

  void loads() const {
    const std::vector<Load>& l = n_.loads;
    names(Table::power_load, first_.load, Column::power_load_name, l);
    put<std::int32_t>(first_.load, Column::power_load_bus, l.size(), [&](auto i) { return bus(l[i].bus); });
    put<double>(first_.load, Column::power_load_power, l.size(), [&](auto i) { return l[i].p; });
    put<double>(first_.load, Column::power_load_reactive_power, l.size(), [&](auto i) { return l[i].q; });
    put<double>(first_.load, Column::power_load_share_z, l.size(), [&](auto i) { return l[i].share_z; });
    put<double>(first_.load, Column::power_load_share_i, l.size(), [&](auto i) { return l[i].share_i; });
    put<std::int32_t>(first_.load, Column::power_load_priority, l.size(),
                      [&](auto i) { return l[i].priority; });
    put<std::uint8_t>(first_.load, Column::power_load_in_service, l.size(),
                      [&](auto i) { return l[i].in_service; });
  }

  void shunts() const {
    const std::vector<Shunt>& s = n_.shunts;
    names(Table::power_shunt, first_.shunt, Column::power_shunt_name, s);
    put<std::int32_t>(first_.shunt, Column::power_shunt_bus, s.size(), [&](auto i) { return bus(s[i].bus); });
    put<double>(first_.shunt, Column::power_shunt_power, s.size(), [&](auto i) { return s[i].p; });
    put<double>(first_.shunt, Column::power_shunt_reactive_power, s.size(), [&](auto i) { return s[i].q; });
    put<std::int32_t>(first_.shunt, Column::power_shunt_steps, s.size(), [&](auto i) { return s[i].steps; });
    put<std::int32_t>(first_.shunt, Column::power_shunt_most_steps, s.size(),
                      [&](auto i) { return s[i].most_steps; });
    put<std::uint8_t>(first_.shunt, Column::power_shunt_automatic, s.size(),
                      [&](auto i) { return s[i].automatic; });
    put<double>(first_.shunt, Column::power_shunt_target, s.size(), [&](auto i) { return s[i].target; });
    put<double>(first_.shunt, Column::power_shunt_dead_band, s.size(),
                [&](auto i) { return s[i].dead_band; });
    put<std::uint8_t>(first_.shunt, Column::power_shunt_in_service, s.size(),
                      [&](auto i) { return s[i].in_service; });
  }

  void generators() const {
    const std::vector<Generator>& g = n_.generators;
    const auto f64 = [&](Column column, const auto& value) {
      put<double>(first_.generator, column, g.size(), value);
    };
    names(Table::power_generator, first_.generator, Column::power_generator_name, g);
    put<std::int32_t>(first_.generator, Column::power_generator_bus, g.size(),
                      [&](auto i) { return bus(g[i].bus); });
    put<std::int32_t>(first_.generator, Column::power_generator_control, g.size(), [&](auto i) {
      constexpr const char* kWords[] = {"pq", "pv", "slack"};
      return host_.code(Column::power_generator_control, kWords[static_cast<std::size_t>(g[i].control)]);
    });
    f64(Column::power_generator_power, [&](auto i) { return g[i].p; });
    f64(Column::power_generator_reactive_power, [&](auto i) { return g[i].q; });
    f64(Column::power_generator_voltage_target, [&](auto i) { return g[i].v; });
    f64(Column::power_generator_angle_target, [&](auto i) { return g[i].angle; });
    f64(Column::power_generator_reactive_min, [&](auto i) { return or_null(g[i].q_min); });
    f64(Column::power_generator_reactive_max, [&](auto i) { return or_null(g[i].q_max); });
    f64(Column::power_generator_rated_power, [&](auto i) { return g[i].rated_power; });
    f64(Column::power_generator_share, [&](auto i) { return g[i].share; });
    put<std::uint8_t>(first_.generator, Column::power_generator_grid_forming, g.size(),
                      [&](auto i) { return g[i].grid_forming; });
    f64(Column::power_generator_fuel, [&](auto i) { return or_null(g[i].fuel); });
    put<std::uint8_t>(first_.generator, Column::power_generator_in_service, g.size(),
                      [&](auto i) { return g[i].in_service; });
  }

  void storages() const {
    const std::vector<Storage>& s = n_.storages;
    const auto f64 = [&](Column column, const auto& value) {
      put<double>(first_.storage, column, s.size(), value);
    };
    names(Table::power_storage, first_.storage, Column::power_storage_name, s);
    put<std::int32_t>(first_.storage, Column::power_storage_bus, s.size(),
                      [&](auto i) { return bus(s[i].bus); });
    f64(Column::power_storage_power, [&](auto i) { return s[i].p; });
    f64(Column::power_storage_reactive_power, [&](auto i) { return s[i].q; });
    f64(Column::power_storage_capacity, [&](auto i) { return s[i].capacity; });
    f64(Column::power_storage_charge, [&](auto i) { return s[i].charge; });
    f64(Column::power_storage_max_power, [&](auto i) { return s[i].max_power; });
    f64(Column::power_storage_efficiency, [&](auto i) { return s[i].efficiency; });
    put<std::uint8_t>(first_.storage, Column::power_storage_grid_forming, s.size(),
                      [&](auto i) { return s[i].grid_forming; });
    put<std::uint8_t>(first_.storage, Column::power_storage_in_service, s.size(),
                      [&](auto i) { return s[i].in_service; });
  }

  // ---- places

  /// Places of all buses, then those of all lines, in metres; empty where there are none on the map.
  /// Nothing in the files says what coordinates are; those that cannot be degrees are no places on the map.
  /// All are converted in one call: it places a city that has no place in their middle.
  [[nodiscard]] std::vector<double> metres() const {
    std::vector<double> all;
    for (const Bus& bus : n_.buses) all.insert(all.end(), {bus.x, bus.y});
    for (const Line& line : n_.lines) all.insert(all.end(), line.path.begin(), line.path.end());
    if (places_ == Places::local) return all;
    const bool geographic = std::any_of(all.begin(), all.end(), [](double v) { return std::isfinite(v); }) &&
                            std::none_of(all.begin(), all.end(), [](double v) { return std::fabs(v) > 180; });
    if (!geographic) return {};
    host_.c()->finding(host_.c(), CONURB_LOG_INFO, static_cast<std::uint32_t>(Table::power_bus), -1,
                       "energy.place", "coordinates are taken as longitudes and latitudes, degrees");
    return host_.place(all);
  }

  void shapes() const {
    const std::vector<double> xy = metres();
    if (xy.empty()) return;
    const auto at_bus = [&](std::int32_t bus) { return std::span<const double>(xy).subspan(2 * at(bus), 2); };
    const auto at_buses = [&](Column column, std::size_t first, const auto& elements) {
      shape(column, first, elements.size(), [&](std::size_t i) { return at_bus(elements[i].bus); });
    };
    shape(Column::power_bus_shape, first_.bus, n_.buses.size(),
          [&](std::size_t i) { return at_bus(row_of(i)); });
    at_buses(Column::power_switch_shape, first_.of_switch, n_.switches);
    at_buses(Column::power_load_shape, first_.load, n_.loads);
    at_buses(Column::power_shunt_shape, first_.shunt, n_.shunts);
    at_buses(Column::power_generator_shape, first_.generator, n_.generators);
    at_buses(Column::power_storage_shape, first_.storage, n_.storages);
    std::size_t next = 2 * n_.buses.size();
    shape(Column::power_line_shape, first_.line, n_.lines.size(), [&](std::size_t i) {
      const Line& line = n_.lines[i];
      const auto path = std::span<const double>(xy).subspan(next, line.path.size());
      next += path.size();
      return path.size() >= 4 ? std::vector<double>(path.begin(), path.end())
                              : between(at_bus(line.from), at_bus(line.to));
    });
    shape(Column::power_transformer_shape, first_.transformer, n_.transformers.size(), [&](std::size_t i) {
      return between(at_bus(n_.transformers[i].hv), at_bus(n_.transformers[i].lv));
    });
  }

  static std::vector<double> between(std::span<const double> a, std::span<const double> b) {
    return {a[0], a[1], b[0], b[1]};
  }

  /// `place` is asked for one row after the other.
  template <class Place>
  void shape(Column column, std::size_t first, std::size_t count, const Place& place) const {
    if (count == 0) return;
    ShapeLists shapes(view_, column, first);
    for (std::size_t row = 0; row < count; ++row) shapes.add(place(row));
    shapes.assign(host_);
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  const Network& n_;
  Places places_;
  FirstRows first_;
};

}  // namespace

FirstRows insert_network(const sdk::Host& host, const sdk::View& view, const Network& network,
                         Places places) {
  return NetworkWriter(host, view, network, places).run();
}

}  // namespace conurb::energy
