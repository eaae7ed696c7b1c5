// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_saved.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "plugins/energy/error.hpp"

namespace conurb::energy {

namespace {

[[noreturn]] void refuse_saved() {
  throw InputError("what was saved of the micro-grids is not what this version writes", {},
                   "run again from the start");
}

class StateOut {
 public:
  std::vector<double> numbers;

  template <class T>
  void value(T& one) {
    numbers.push_back(static_cast<double>(one));
  }
  template <class T>
  std::size_t count(const std::vector<T>& list) {
    numbers.push_back(static_cast<double>(list.size()));
    return list.size();
  }
};

class StateIn {
 public:
  explicit StateIn(std::span<const double> numbers) : numbers_(numbers) {}

  void value(double& one) { one = next(); }
  void value(bool& one) { one = whole(0, 1) != 0; }
  void value(std::int32_t& one) { one = whole(kNone, INT32_MAX); }
  void value(MicrogridMode& one) { one = static_cast<MicrogridMode>(whole(0, 2)); }
  void value(MicrogridState::Diesel::State& one) {
    one = static_cast<MicrogridState::Diesel::State>(whole(0, 2));
  }
  /// Each entry of a list takes numbers of its own: no more of them than are left.
  template <class T>
  std::size_t count(std::vector<T>& list) {
    const auto left = static_cast<std::int32_t>(std::min<std::size_t>(numbers_.size(), INT32_MAX));
    list.resize(static_cast<std::size_t>(whole(0, left)));
    return list.size();
  }
  [[nodiscard]] bool at_end() const { return numbers_.empty(); }

 private:
  double next() {
    if (numbers_.empty()) refuse_saved();
    const double value = numbers_.front();
    numbers_ = numbers_.subspan(1);
    return value;
  }
  std::int32_t whole(std::int32_t low, std::int32_t high) {
    const double value = next();
    if (!(value >= low && value <= high) || value != std::floor(value)) refuse_saved();
    return static_cast<std::int32_t>(value);
  }

  std::span<const double> numbers_;
};

template <class Way, class... Values>
void each_value(Way& way, Values&... values) {
  (way.value(values), ...);
}

template <class Way>
void pass_state(Way& way, MicrogridState& s) {
  each_value(way, s.mode, s.grid_there, s.renewables_on, s.synchronising, s.conserving, s.told_unsettled);
  for (std::size_t n = way.count(s.loads), i = 0; i < n; ++i) {
    MicrogridState::Load& load = s.loads[i];
    each_value(way, load.row, load.bus, load.on, load.too_large, load.not_before_s);
  }
  for (std::size_t n = way.count(s.batteries), i = 0; i < n; ++i) {
    MicrogridState::Battery& battery = s.batteries[i];
    each_value(way, battery.row, battery.charge, battery.exhausted, battery.topped);
  }
  for (std::size_t n = way.count(s.diesels), i = 0; i < n; ++i) {
    MicrogridState::Diesel& diesel = s.diesels[i];
    each_value(way, diesel.row, diesel.state, diesel.fuel_l, diesel.ready_s);
  }
  each_value(way, s.former.is_storage, s.former.row, s.voltage, s.inner_voltage, s.phase, s.losses,
             s.reactive);
  each_value(way, s.renewables_return_s, s.reconnect_s, s.next_pickup_s, s.restart_s);
  bool was_islanded = s.islanded_since_s.has_value();
  double since_s = s.islanded_since_s.value_or(0);
  each_value(way, was_islanded, since_s);
  s.islanded_since_s = was_islanded ? std::optional(since_s) : std::nullopt;
}

template <class Way>
void pass_state(Way& way, std::vector<OperatedMicrogrid>& kept) {
  for (std::size_t n = way.count(kept), i = 0; i < n; ++i) {
    OperatedMicrogrid& one = kept[i];
    each_value(way, one.coupling, one.at_bus, one.wanted, one.closed);
    pass_state(way, one.state);
  }
}

}  // namespace

std::vector<double> numbers_of(const std::vector<OperatedMicrogrid>& kept) {
  StateOut out;
  std::vector<OperatedMicrogrid> copy = kept;
  pass_state(out, copy);
  return std::move(out.numbers);
}

std::vector<OperatedMicrogrid> microgrids_of(std::span<const double> numbers) {
  StateIn in(numbers);
  std::vector<OperatedMicrogrid> kept;
  if (numbers.empty()) return kept;
  pass_state(in, kept);
  if (!in.at_end()) refuse_saved();
  return kept;
}

}  // namespace conurb::energy
