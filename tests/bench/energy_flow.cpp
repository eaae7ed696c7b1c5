// SPDX-License-Identifier: Apache-2.0
// energy.newton, energy.batch, energy.n1_speed: the power flow beside KLU, which every fast open program
// solves with: one refactorisation and one solve of the Jacobian that they solve, without the rows that
// generators hold.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/solvers/sparse_lu.hpp"
#include "plugins/energy/contingency.hpp"
#include "plugins/energy/formats/matpower.hpp"
#include "plugins/energy/formats/pandapower.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/parted_flow.hpp"
#include "plugins/energy/power_flow.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

using energy::at;

namespace {

namespace e = conurb::energy;

e::Network network_of(const std::string& name) {
  const std::filesystem::path path = shared_file("energy/" + name);
  const std::string text = read_file(path);
  return path.extension() == ".m" ? e::read_matpower(text, name).network
                                  : e::read_pandapower(text, name).network;
}

/// A case with its solution, as the accuracy rows of docs/validation.md have it.
struct Case {
  explicit Case(const std::string& name, double tolerance = 1e-8)
      : network(network_of(name)),
        grid(network, process(network)),
        injections(inject(network, grid)),
        flow(network, grid) {
    options.newton.tolerance = tolerance;
    options.start = name.ends_with(".m") ? e::Start::given : e::Start::dc;
    begun = e::start_voltages(options.start, network, grid, injections, flow.newton().jacobian());
    voltages = begun;
    options.start = e::Start::given;
    if (!flow.solve(injections, options, voltages).converged())
      throw Error(ErrorCode::internal, name + " does not converge");
  }
  e::Network network;
  e::Grid grid;
  e::Injections injections;
  e::PowerFlow flow;
  e::PowerFlowOptions options;
  e::Voltages begun, voltages;
};

/// The Jacobian at the solution with one row for each active and each unheld reactive power.
solvers::ColumnMatrix reduced_jacobian(Case& c) {
  e::Newton& newton = c.flow.newton();
  (void)newton.assemble(c.injections, c.voltages);
  const solvers::BlockPattern& pattern = c.grid.pattern();
  std::vector<std::array<std::int32_t, 2>> unknown(at(pattern.rows()), {-1, -1});
  std::int32_t count = 0;
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const e::NodeKind kind = c.injections.kind[i];
    if (kind == e::NodeKind::pq || kind == e::NodeKind::pv) unknown[i][0] = count++;
    if (kind == e::NodeKind::pq) unknown[i][1] = count++;
  }
  std::vector<std::vector<std::pair<std::int32_t, double>>> columns(at(count));
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    for (std::int32_t entry = c.grid.start()[i]; entry < c.grid.start()[i + 1]; ++entry) {
      const std::size_t k = at(c.grid.column()[at(entry)]);
      const std::size_t block = 4 * at(c.grid.slot()[at(entry)]);
      for (std::size_t row = 0; row < 2; ++row)
        for (std::size_t column = 0; column < 2; ++column)
          if (unknown[i][row] >= 0 && unknown[k][column] >= 0)
            columns[at(unknown[k][column])].emplace_back(
                unknown[i][row], newton.jacobian().values()[block + 2 * row + column]);
    }
  }
  solvers::ColumnMatrix matrix;
  matrix.start.push_back(0);
  for (auto& column : columns) {
    std::sort(column.begin(), column.end());
    for (const auto& [row, value] : column) {
      matrix.row.push_back(row);
      matrix.value.push_back(value);
    }
    matrix.start.push_back(static_cast<std::int32_t>(matrix.row.size()));
  }
  return matrix;
}

/// Seconds of the fastest of some rounds: both sides are measured so, since what disturbs only ever adds.
double best_of(int rounds, const std::function<void()>& work) {
  double best = e::kUnlimited;
  for (int round = 0; round < rounds; ++round) best = std::min(best, seconds(work));
  return best;
}

double klu_seconds(Case& c) {
  const solvers::ColumnMatrix matrix = reduced_jacobian(c);
  solvers::SparseLu klu(matrix);
  if (!klu.factor(matrix)) throw Error(ErrorCode::internal, "KLU finds the Jacobian singular");
  const std::vector<double> side(at(matrix.size()), 1.0);
  std::vector<double> x;
  return best_of(200, [&] {
    x = side;
    if (!klu.refactor(matrix)) throw Error(ErrorCode::internal, "KLU finds the Jacobian singular");
    klu.solve(x);
  });
}

void measure_newton(Results& results) {
  for (const auto& [id, file] : {std::pair{"energy.newton_1354", "matpower/case1354pegase.m"},
                                 {"energy.newton_2869", "matpower/case2869pegase.m"},
                                 {"energy.newton_schutterwald", "pandapower/lv_schutterwald.json"}}) {
    if (!results.wants(id)) continue;
    Case c(file);
    results.put(id, median_of_five([&] {
                  const double klu = klu_seconds(c);
                  int iterations = 1;
                  e::Voltages v = c.begun;
                  const double whole = best_of(100, [&] {
                    std::copy(c.begun.re.begin(), c.begun.re.end(), v.re.begin());
                    std::copy(c.begun.im.begin(), c.begun.im.end(), v.im.begin());
                    iterations = c.flow.newton().solve(c.injections, c.options.newton, v).iterations;
                  });
                  tell(fmt::format("{}: an iteration {:.1f} us, KLU {:.1f} us, whole flow {:.0f} us", file,
                                   1e6 * whole / iterations, 1e6 * klu, 1e6 * whole));
                  return whole / iterations / klu;
                }));
  }
}

/// Load cases between 98 and 102 per cent, from the solution of 100.
void measure_batch(Results& results) {
  Case c("pandapower/lv_schutterwald.json");
  constexpr std::size_t kCases = 64;
  const auto factor = [](std::size_t i) {
    return 0.98 + 0.04 * static_cast<double>(i * 37 % kCases) / kCases;
  };
  const double klu = klu_seconds(c);
  if (results.wants("energy.batch")) {
    e::Injections scaled = c.injections;
    e::Voltages v = c.voltages;
    const double all = best_of(20, [&] {
      for (std::size_t i = 0; i < kCases; ++i) {
        for (std::size_t n = 0; n < scaled.p.size(); ++n) {
          scaled.p[n] = factor(i) * c.injections.p[n];
          scaled.q[n] = factor(i) * c.injections.q[n];
        }
        std::copy(c.voltages.re.begin(), c.voltages.re.end(), v.re.begin());
        std::copy(c.voltages.im.begin(), c.voltages.im.end(), v.im.begin());
        if (c.flow.newton().solve(scaled, c.options.newton, v).outcome != e::Outcome::converged)
          throw Error(ErrorCode::internal, "a load case does not converge");
      }
    });
    tell(fmt::format("a load case by Newton {:.0f} us, KLU {:.0f} us", 1e6 * all / kCases, 1e6 * klu));
    results.put("energy.batch", all / kCases / klu);
  }
  if (results.wants("energy.batch_sweep")) {
    e::PartedFlow parts(c.network);
    std::vector<double> scales(e::kLanes);
    const double all = best_of(20, [&] {
      for (std::size_t i = 0; i < kCases; i += e::kLanes) {
        for (std::size_t lane = 0; lane < e::kLanes; ++lane) scales[lane] = factor(i + lane);
        if (!parts.solve_scaled(scales, c.options.newton))
          throw Error(ErrorCode::internal, "a load case does not converge");
      }
    });
    tell(fmt::format("a load case by sweeps {:.0f} us, KLU {:.0f} us", 1e6 * all / kCases, 1e6 * klu));
    results.put("energy.batch_sweep", all / kCases / klu);
  }
}

void measure_outages(Results& results) {
  for (const auto& [id, file, unit] : {std::tuple{"energy.n1_118", "matpower/case118.m", 1e3},
                                       {"energy.n1_2869", "matpower/case2869pegase.m", 1.0}}) {
    if (!results.wants(id)) continue;
    Case c(file, 1e-10);
    e::ContingencyStudy outages(c.network, c.grid, c.injections, c.voltages, {}, {});
    const double scale = unit;
    results.put(id, median_of_five([&] {
                  return scale * best_of(3, [&] {
                           for (std::size_t b = 0; b < c.grid.topology().branches.size(); ++b)
                             (void)outages.run(static_cast<std::int32_t>(b));
                         });
                }));
  }
}

}  // namespace

void add_energy_flow(Benchmarks& benchmarks) {
  const std::string klu = "refactor and solve of the same reduced Jacobian by KLU, same run";
  benchmarks.add({{{"energy.newton_1354", "x", Op::at_most, 1.2, "one Newton iteration, 1,354 buses", klu},
                   {"energy.newton_2869", "x", Op::at_most, 1.2, "one Newton iteration, 2,869 buses", klu},
                   {"energy.newton_schutterwald", "x", Op::at_most, 1.2,
                    "one Newton iteration, 2,940 buses of low voltage", klu}},
                  measure_newton});
  benchmarks.add(
      {{{"energy.batch", "x", Op::at_most, 2.0, "a load case from a base solution, 2,940 buses", klu},
        {"energy.batch_sweep", "x", Op::at_most, 1.1, "the same, trees by sweeps", klu}},
       measure_batch});
  benchmarks.add(
      {{{"energy.n1_118", "ms", Op::at_most, 8, "all 186 outages of case118, one core", "limit"},
        {"energy.n1_2869", "s", Op::at_most, 6, "all 4,582 outages of case2869pegase, one core", "limit"}},
       measure_outages});
}

}  // namespace conurb::bench
