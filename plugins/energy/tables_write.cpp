// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "energy_columns.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/tables.hpp"

namespace conurb::energy {

namespace {

using ::energy::Column;
using ::energy::Table;

double or_null(double value) {
  return std::isfinite(value) ? value : kUnknown;
}

/// Writes one column of one row after the other.
template <class T, class Value>
void fill(const sdk::View& view, Column column, std::size_t count, const Value& value) {
  const auto cells = view.write<T>(column);
  for (std::size_t row = 0; row < count; ++row) cells[row] = static_cast<T>(value(row));
}

class NetworkWriter {
 public:
  NetworkWriter(const sdk::Host& host, const sdk::View& view, const Network& network)
      : host_(host), view_(view), n_(network) {}

  void run() {
    insert(Table::power_bus, n_.buses.size());
    insert(Table::power_line, n_.lines.size());
    insert(Table::power_transformer, n_.transformers.size());
    insert(Table::power_switch, n_.switches.size());
    insert(Table::power_load, n_.loads.size());
    insert(Table::power_shunt, n_.shunts.size());
    insert(Table::power_generator, n_.generators.size());
    insert(Table::power_storage, n_.storages.size());
    buses();
    lines();
    transformers();
    switches();
    loads();
    shunts();
    generators();
    storages();
    shapes();
  }

 private:
  void insert(Table table, std::size_t count) const {
    if (count > 0) (void)host_.insert_rows(table, static_cast<std::int64_t>(count));
  }

  /// Names as texts; and, made unlike each other, what the rows are known by at the next import.
  template <class Elements>
  void names(Table table, Column column, const Elements& elements) const {
    if (elements.empty()) return;
    fill<std::int32_t>(view_, column, elements.size(), [&](std::size_t row) {
      return elements[row].name.empty() ? -1 : host_.code(column, elements[row].name.c_str());
    });
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
    fill<std::int64_t>(view_, Column::power_bus_number, b.size(), [&](std::size_t i) { return b[i].id; });
    fill<double>(view_, Column::power_bus_nominal_voltage, b.size(),
                 [&](auto i) { return b[i].nominal_voltage; });
    fill<double>(view_, Column::power_bus_voltage_min, b.size(), [&](auto i) { return b[i].v_min; });
    fill<double>(view_, Column::power_bus_voltage_max, b.size(), [&](auto i) { return b[i].v_max; });
    fill<double>(view_, Column::power_bus_start_voltage, b.size(), [&](auto i) { return b[i].v_start; });
    fill<double>(view_, Column::power_bus_start_angle, b.size(), [&](auto i) { return b[i].angle_start; });
    fill<std::uint8_t>(view_, Column::power_bus_in_service, b.size(),
                       [&](auto i) { return b[i].in_service; });
    fill<std::int32_t>(view_, Column::power_bus_name, b.size(), [&](std::size_t i) {
      return b[i].name.empty() ? -1 : host_.code(Column::power_bus_name, b[i].name.c_str());
    });
    std::vector<std::string> known;
    known.reserve(b.size());
    for (const Bus& bus : b) known.push_back(std::to_string(bus.id));
    if (!known.empty()) host_.name_rows(Table::power_bus, 0, known);
  }

  void lines() const {
    const std::vector<Line>& l = n_.lines;
    names(Table::power_line, Column::power_line_name, l);
    fill<std::int32_t>(view_, Column::power_line_from, l.size(), [&](auto i) { return l[i].from; });
    fill<std::int32_t>(view_, Column::power_line_to, l.size(), [&](auto i) { return l[i].to; });
    fill<double>(view_, Column::power_line_resistance, l.size(), [&](auto i) { return l[i].r; });
    fill<double>(view_, Column::power_line_reactance, l.size(), [&](auto i) { return l[i].x; });
    fill<double>(view_, Column::power_line_conductance, l.size(), [&](auto i) { return l[i].g; });
    fill<double>(view_, Column::power_line_susceptance, l.size(), [&](auto i) { return l[i].b; });
    fill<double>(view_, Column::power_line_length, l.size(), [&](auto i) { return l[i].length; });
    fill<double>(view_, Column::power_line_max_current, l.size(),
                 [&](auto i) { return or_null(l[i].max_current); });
    fill<std::uint8_t>(view_, Column::power_line_in_service, l.size(),
                       [&](auto i) { return l[i].in_service; });
  }

  void transformers() const {
    const std::vector<Transformer>& t = n_.transformers;
    const auto f64 = [&](Column column, const auto& value) { fill<double>(view_, column, t.size(), value); };
    const auto i32 = [&](Column column, const auto& value) {
      fill<std::int32_t>(view_, column, t.size(), value);
    };
    const auto u8 = [&](Column column, const auto& value) {
      fill<std::uint8_t>(view_, column, t.size(), value);
    };
    names(Table::power_transformer, Column::power_transformer_name, t);
    i32(Column::power_transformer_from, [&](auto i) { return t[i].hv; });
    i32(Column::power_transformer_to, [&](auto i) { return t[i].lv; });
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
    i32(Column::power_transformer_tap_bus, [&](auto i) { return t[i].tap.controlled; });
    f64(Column::power_transformer_tap_target, [&](auto i) { return t[i].tap.target; });
    f64(Column::power_transformer_tap_dead_band, [&](auto i) { return t[i].tap.dead_band; });
    u8(Column::power_transformer_in_service, [&](auto i) { return t[i].in_service; });
  }

  void switches() const {
    const std::vector<Switch>& s = n_.switches;
    const auto element = [&](Column column, Switch::Kind kind) {
      fill<std::int32_t>(view_, column, s.size(),
                         [&](auto i) { return s[i].kind == kind ? s[i].element : -1; });
    };
    names(Table::power_switch, Column::power_switch_name, s);
    fill<std::int32_t>(view_, Column::power_switch_bus, s.size(), [&](auto i) { return s[i].bus; });
    element(Column::power_switch_other_bus, Switch::Kind::bus);
    element(Column::power_switch_line, Switch::Kind::line);
    element(Column::power_switch_transformer, Switch::Kind::transformer);
    fill<std::uint8_t>(view_, Column::power_switch_closed, s.size(), [&](auto i) { return s[i].closed; });
    fill<std::uint8_t>(view_, Column::power_switch_remote, s.size(), [&](auto i) { return s[i].remote; });
    fill<std::uint8_t>(view_, Column::power_switch_breaker, s.size(), [&](auto i) { return s[i].breaker; });
    fill<std::uint8_t>(view_, Column::power_switch_coupling, s.size(), [&](auto i) { return s[i].coupling; });
  }

  void loads() const {
    const std::vector<Load>& l = n_.loads;
    names(Table::power_load, Column::power_load_name, l);
    fill<std::int32_t>(view_, Column::power_load_bus, l.size(), [&](auto i) { return l[i].bus; });
    fill<double>(view_, Column::power_load_power, l.size(), [&](auto i) { return l[i].p; });
    fill<double>(view_, Column::power_load_reactive_power, l.size(), [&](auto i) { return l[i].q; });
    fill<double>(view_, Column::power_load_share_z, l.size(), [&](auto i) { return l[i].share_z; });
    fill<double>(view_, Column::power_load_share_i, l.size(), [&](auto i) { return l[i].share_i; });
    fill<std::int32_t>(view_, Column::power_load_priority, l.size(), [&](auto i) { return l[i].priority; });
    fill<std::uint8_t>(view_, Column::power_load_in_service, l.size(),
                       [&](auto i) { return l[i].in_service; });
  }

  void shunts() const {
    const std::vector<Shunt>& s = n_.shunts;
    names(Table::power_shunt, Column::power_shunt_name, s);
    fill<std::int32_t>(view_, Column::power_shunt_bus, s.size(), [&](auto i) { return s[i].bus; });
    fill<double>(view_, Column::power_shunt_power, s.size(), [&](auto i) { return s[i].p; });
    fill<double>(view_, Column::power_shunt_reactive_power, s.size(), [&](auto i) { return s[i].q; });
    fill<std::int32_t>(view_, Column::power_shunt_steps, s.size(), [&](auto i) { return s[i].steps; });
    fill<std::int32_t>(view_, Column::power_shunt_most_steps, s.size(),
                       [&](auto i) { return s[i].most_steps; });
    fill<std::uint8_t>(view_, Column::power_shunt_automatic, s.size(),
                       [&](auto i) { return s[i].automatic; });
    fill<double>(view_, Column::power_shunt_target, s.size(), [&](auto i) { return s[i].target; });
    fill<double>(view_, Column::power_shunt_dead_band, s.size(), [&](auto i) { return s[i].dead_band; });
    fill<std::uint8_t>(view_, Column::power_shunt_in_service, s.size(),
                       [&](auto i) { return s[i].in_service; });
  }

  void generators() const {
    const std::vector<Generator>& g = n_.generators;
    const auto f64 = [&](Column column, const auto& value) { fill<double>(view_, column, g.size(), value); };
    names(Table::power_generator, Column::power_generator_name, g);
    fill<std::int32_t>(view_, Column::power_generator_bus, g.size(), [&](auto i) { return g[i].bus; });
    fill<std::int32_t>(view_, Column::power_generator_control, g.size(), [&](auto i) {
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
    fill<std::uint8_t>(view_, Column::power_generator_grid_forming, g.size(),
                       [&](auto i) { return g[i].grid_forming; });
    f64(Column::power_generator_fuel, [&](auto i) { return or_null(g[i].fuel); });
    fill<std::uint8_t>(view_, Column::power_generator_in_service, g.size(),
                       [&](auto i) { return g[i].in_service; });
  }

  void storages() const {
    const std::vector<Storage>& s = n_.storages;
    const auto f64 = [&](Column column, const auto& value) { fill<double>(view_, column, s.size(), value); };
    names(Table::power_storage, Column::power_storage_name, s);
    fill<std::int32_t>(view_, Column::power_storage_bus, s.size(), [&](auto i) { return s[i].bus; });
    f64(Column::power_storage_power, [&](auto i) { return s[i].p; });
    f64(Column::power_storage_reactive_power, [&](auto i) { return s[i].q; });
    f64(Column::power_storage_capacity, [&](auto i) { return s[i].capacity; });
    f64(Column::power_storage_charge, [&](auto i) { return s[i].charge; });
    f64(Column::power_storage_max_power, [&](auto i) { return s[i].max_power; });
    f64(Column::power_storage_efficiency, [&](auto i) { return s[i].efficiency; });
    fill<std::uint8_t>(view_, Column::power_storage_grid_forming, s.size(),
                       [&](auto i) { return s[i].grid_forming; });
    fill<std::uint8_t>(view_, Column::power_storage_in_service, s.size(),
                       [&](auto i) { return s[i].in_service; });
  }

  // ---- places

  /// Lists of x, y … of a table's rows.
  struct Shapes {
    std::vector<std::int64_t> offsets{0};
    std::vector<double> places;

    void add(std::span<const double> of_row) {
      if (std::all_of(of_row.begin(), of_row.end(), [](double v) { return std::isfinite(v); }))
        places.insert(places.end(), of_row.begin(), of_row.end());
      offsets.push_back(static_cast<std::int64_t>(places.size()));
    }
  };

  void assign(Column column, const Shapes& shapes) const {
    if (shapes.offsets.size() > 1)
      host_.assign_lists(column, std::span<const std::int64_t>(shapes.offsets),
                         std::span<const double>(shapes.places));
  }

  /// Nothing in the files says what coordinates are; those that cannot be degrees are no places on the map.
  /// All are converted in one call: it places a city that has no place in their middle.
  void shapes() {
    std::vector<double> degrees;
    for (const Bus& bus : n_.buses) degrees.insert(degrees.end(), {bus.x, bus.y});
    for (const Line& line : n_.lines) degrees.insert(degrees.end(), line.path.begin(), line.path.end());
    const bool geographic =
        std::any_of(degrees.begin(), degrees.end(), [](double v) { return std::isfinite(v); }) &&
        std::none_of(degrees.begin(), degrees.end(), [](double v) { return std::fabs(v) > 180; });
    if (!geographic) return;
    host_.c()->finding(host_.c(), CONURB_LOG_INFO, static_cast<std::uint32_t>(Table::power_bus), -1,
                       "energy.place", "coordinates are taken as longitudes and latitudes, degrees");
    const std::vector<double> xy = host_.place(degrees);
    const auto at_bus = [&](std::int32_t bus) { return std::span<const double>(xy).subspan(2 * at(bus), 2); };
    points(Column::power_bus_shape, n_.buses.size(), [&](std::size_t i) { return at_bus(row_of(i)); });
    points(Column::power_switch_shape, n_.switches.size(),
           [&](std::size_t i) { return at_bus(n_.switches[i].bus); });
    points(Column::power_load_shape, n_.loads.size(), [&](std::size_t i) { return at_bus(n_.loads[i].bus); });
    points(Column::power_shunt_shape, n_.shunts.size(),
           [&](std::size_t i) { return at_bus(n_.shunts[i].bus); });
    points(Column::power_generator_shape, n_.generators.size(),
           [&](std::size_t i) { return at_bus(n_.generators[i].bus); });
    points(Column::power_storage_shape, n_.storages.size(),
           [&](std::size_t i) { return at_bus(n_.storages[i].bus); });
    Shapes lines, transformers;
    std::size_t next = 2 * n_.buses.size();
    for (const Line& line : n_.lines) {
      if (line.path.size() >= 4) {
        lines.add(std::span<const double>(xy).subspan(next, line.path.size()));
      } else {
        lines.add(between(at_bus(line.from), at_bus(line.to)));
      }
      next += line.path.size();
    }
    for (const Transformer& each : n_.transformers)
      transformers.add(between(at_bus(each.hv), at_bus(each.lv)));
    assign(Column::power_line_shape, lines);
    assign(Column::power_transformer_shape, transformers);
  }

  static std::vector<double> between(std::span<const double> a, std::span<const double> b) {
    return {a[0], a[1], b[0], b[1]};
  }

  template <class Place>
  void points(Column column, std::size_t count, const Place& place) const {
    Shapes shapes;
    for (std::size_t row = 0; row < count; ++row) shapes.add(place(row));
    assign(column, shapes);
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  const Network& n_;
};

}  // namespace

void insert_network(const sdk::Host& host, const sdk::View& view, const Network& network) {
  NetworkWriter(host, view, network).run();
}

void write_state(const sdk::View& view, const Network& network, const GridState& state) {
  const std::size_t buses = network.buses.size(), lines = network.lines.size();
  const std::size_t transformers = network.transformers.size();
  fill<double>(view, Column::power_bus_voltage, buses, [&](auto i) { return state.voltage[i]; });
  fill<double>(view, Column::power_bus_angle, buses, [&](auto i) { return state.angle[i]; });
  fill<std::uint8_t>(view, Column::power_bus_energised, buses, [&](auto i) { return state.energised[i]; });
  const auto live = [](const std::vector<std::uint8_t>& alive, std::size_t i, double value) {
    return alive[i] != 0 ? value : kUnknown;
  };
  const std::vector<BranchFlow>& l = state.line;
  fill<double>(view, Column::power_line_loading, lines, [&](auto i) { return state.line_loading[i]; });
  fill<double>(view, Column::power_line_power, lines,
               [&](auto i) { return live(state.line_live, i, l[i].p_from); });
  fill<double>(view, Column::power_line_losses, lines,
               [&](auto i) { return live(state.line_live, i, l[i].p_from + l[i].p_to); });
  fill<double>(view, Column::power_line_current, lines, [&](auto i) {
    return live(state.line_live, i, std::max(l[i].current_from, l[i].current_to));
  });
  const std::vector<BranchFlow>& t = state.transformer;
  fill<double>(view, Column::power_transformer_loading, transformers,
               [&](auto i) { return state.transformer_loading[i]; });
  fill<double>(view, Column::power_transformer_power, transformers,
               [&](auto i) { return live(state.transformer_live, i, t[i].p_from); });
  fill<double>(view, Column::power_transformer_losses, transformers,
               [&](auto i) { return live(state.transformer_live, i, t[i].p_from + t[i].p_to); });
  fill<std::int32_t>(view, Column::power_transformer_tap_position, transformers,
                     [&](auto i) { return network.transformers[i].tap.position; });
  fill<std::int32_t>(view, Column::power_shunt_steps, network.shunts.size(),
                     [&](auto i) { return network.shunts[i].steps; });
  fill<double>(view, Column::power_switch_power, network.switches.size(),
               [&](auto i) { return state.through_switch[i].real(); });
  fill<double>(view, Column::power_generator_output, network.generators.size(),
               [&](auto i) { return state.generator[i].real(); });
  fill<double>(view, Column::power_generator_reactive_output, network.generators.size(),
               [&](auto i) { return state.generator[i].imag(); });
  // Loads may be followed by what other plugins draw: rows of the table alone.
  const auto rows = static_cast<std::size_t>(view.table(Table::power_load).rows);
  const auto drawn = [&](std::size_t i) {
    const Load& load = network.loads[i];
    if (!load.in_service || state.energised[at(load.bus)] == 0) return 0.0;
    const double v = state.voltage[at(load.bus)];
    return load.p * (1 - load.share_z - load.share_i + load.share_i * v + load.share_z * v * v);
  };
  fill<double>(view, Column::power_load_drawn, rows, drawn);
  fill<double>(view, Column::power_load_unserved, rows, [&](std::size_t i) {
    const Load& load = network.loads[i];
    return load.in_service && state.energised[at(load.bus)] == 0 ? std::max(0.0, load.p) : 0.0;
  });
}

}  // namespace conurb::energy
