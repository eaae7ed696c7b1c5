// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "grid_checks.hpp"

namespace conurb::energy::test {

namespace {

class BitWriter {
 public:
  template <typename... Fields>
  void all(const Fields&... fields) {
    (add(fields), ...);
  }
  std::string take() { return std::move(bits_); }

 private:
  template <typename Number>
  requires std::is_arithmetic_v<Number> || std::is_enum_v<Number>
  void add(Number number) { bits_.append(reinterpret_cast<const char*>(&number), sizeof number); }
  void add(const std::string& text) {
    add(text.size());
    bits_ += text;
  }
  template <typename Element>
  void add(const std::vector<Element>& column) {
    add(column.size());
    for (const Element& element : column) add(element);
  }
  // Each binds all fields of its type.
  void add(const Bus& bus) {
    const auto& [id, name, nominal, low, high, v, angle, x, y, in_service] = bus;
    all(id, name, nominal, low, high, v, angle, x, y, in_service);
  }
  void add(const Line& line) {
    const auto& [name, from, to, r, x, g, b, length, most, path, in_service] = line;
    all(name, from, to, r, x, g, b, length, most, path, in_service);
  }
  void add(const TapChanger& tap) {
    const auto& [side, position, neutral, low, high, step, angle, automatic, bus, target, band] = tap;
    all(side, position, neutral, low, high, step, angle, automatic, bus, target, band);
  }
  void add(const Transformer& transformer) {
    const auto& [name, hv, lv, rated_hv, rated_lv, shift, r, x, g, b, power, most, tap, star, in_service] =
        transformer;
    all(name, hv, lv, rated_hv, rated_lv, shift, r, x, g, b, power, most, tap, star, in_service);
  }
  void add(const Switch& each) {
    const auto& [name, kind, bus, element, closed, remote, breaker, coupling] = each;
    all(name, kind, bus, element, closed, remote, breaker, coupling);
  }
  void add(const Load& load) {
    const auto& [name, bus, p, q, share_z, share_i, priority, in_service] = load;
    all(name, bus, p, q, share_z, share_i, priority, in_service);
  }
  void add(const Shunt& shunt) {
    const auto& [name, bus, p, q, steps, most, automatic, target, band, in_service] = shunt;
    all(name, bus, p, q, steps, most, automatic, target, band, in_service);
  }
  void add(const Generator& generator) {
    const auto& [name, bus, control, p, q, v, angle, low, high, power, share, forming, in_service, fuel] =
        generator;
    all(name, bus, control, p, q, v, angle, low, high, power, share, forming, in_service, fuel);
  }
  void add(const Storage& storage) {
    const auto& [name, bus, p, q, capacity, charge, most, efficiency, forming, in_service] = storage;
    all(name, bus, p, q, capacity, charge, most, efficiency, forming, in_service);
  }
  void add(const BranchRef& branch) {
    const auto& [kind, row] = branch;
    all(kind, row);
  }
  void add(const Network& network) {
    const auto& [name, power, frequency, buses, lines, transformers, switches, loads, shunts, generators,
                 storages, order] = network;
    all(name, power, frequency, buses, lines, transformers, switches, loads, shunts, generators, storages,
        order);
  }
  void add(const Finding& finding) {
    const auto& [level, object, text, building] = finding;
    all(level, object, text, building);
  }
  void add(const SynthesisStation& station) {
    const auto& [medium, low, transformer, ring, one_customer, customers, peak] = station;
    all(medium, low, transformer, ring, one_customer, customers, peak);
  }
  void add(const SynthesisRing& ring) {
    const auto& [substation, stations, lines, open] = ring;
    all(substation, stations, lines, open);
  }
  void add(const SynthesisFigures& figures) {
    const auto& [ring, feeder, service, customers, buildings, station_power, primary_power, peak, stations,
                 customer_stations, substations, rings, feeders] = figures;
    all(ring, feeder, service, customers, buildings, station_power, primary_power, peak, stations,
        customer_stations, substations, rings, feeders);
  }

  std::string bits_;
};

}  // namespace

std::string bits(const Synthesis& grid) {
  const auto& [network, bus_role, line_role, transformer_role, switch_role, types, line_type,
               transformer_type, line_peak, transformer_peak, station_of_bus, bus_of, load_of, generator_of,
               customers, peak_power, stations, rings, figures, findings] = grid;
  BitWriter writer;
  writer.all(network, bus_role, line_role, transformer_role, switch_role, types, line_type, transformer_type,
             line_peak, transformer_peak, station_of_bus, bus_of, load_of, generator_of, customers,
             peak_power, stations, rings, figures, findings);
  return writer.take();
}

ParallelFor on_threads(int count) {
  return [count](std::size_t pieces, const std::function<void(std::size_t)>& body) {
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < count; ++t)
      threads.emplace_back([&] {
        for (std::size_t i = next++; i < pieces; i = next++) body(pieces - 1 - i);
      });
    for (std::thread& thread : threads) thread.join();
  };
}

}  // namespace conurb::energy::test
