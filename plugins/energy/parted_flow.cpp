// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/parted_flow.hpp"

#include <algorithm>
#include <utility>

namespace conurb::energy {

FlowPart::FlowPart(NetworkPart part, const PowerFlowOptions& options)
    : part_(std::move(part)),
      grid_(part_.network, process(part_.network)),
      injections_(inject(part_.network, grid_)),
      flow_(part_.network, grid_) {
  dead_ = std::all_of(injections_.kind.begin(), injections_.kind.end(),
                      [](NodeKind kind) { return kind == NodeKind::dead; });
  if (options.start == Start::given)
    base_ = start_voltages(Start::given, part_.network, grid_, injections_, flow_.newton().jacobian());
  base_result_ = flow_.solve(injections_, options, base_);
  if (!dead_) sweep_ = RadialSweep::on(grid_, injections_);
}

void FlowPart::solve_many(std::span<const double> p, std::span<const double> q, const NewtonOptions& options,
                          std::span<double> re, std::span<double> im, std::span<NewtonResult> results) {
  const std::size_t n = base_.re.size();
  for (std::size_t i = 0; i < n; ++i) {
    std::fill_n(&re[i * kLanes], kLanes, base_.re[i]);
    std::fill_n(&im[i * kLanes], kLanes, base_.im[i]);
  }
  std::fill(results.begin(), results.end(), NewtonResult{});
  if (sweep_) {
    // Sweeps take more rounds than Newton's method takes steps, and each costs a fraction of one.
    sweep_->solve_many(p, q, {options.tolerance, 3 * options.most_iterations}, re, im, results);
    if (std::all_of(results.begin(), results.end(),
                    [](const NewtonResult& result) { return result.outcome == Outcome::converged; }))
      return;
  }
  Injections single = injections_;
  Voltages v = base_;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (sweep_ && results[lane].outcome == Outcome::converged) continue;
    for (std::size_t i = 0; i < n; ++i) {
      single.p[i] = p[i * kLanes + lane];
      single.q[i] = q[i * kLanes + lane];
      v.re[i] = base_.re[i];
      v.im[i] = base_.im[i];
    }
    results[lane] = flow_.newton().solve(single, options, v);
    for (std::size_t i = 0; i < n; ++i) {
      re[i * kLanes + lane] = v.re[i];
      im[i * kLanes + lane] = v.im[i];
    }
  }
}

PartedFlow::PartedFlow(const Network& network, const PowerFlowOptions& options, const ParallelFor& parallel) {
  std::vector<NetworkPart> taken = take_apart(network);
  parts_.resize(taken.size());
  rooms_.resize(taken.size());
  parallel(taken.size(), [&](std::size_t i) {
    parts_[i] = std::make_unique<FlowPart>(std::move(taken[i]), options);
    const std::size_t n = parts_[i]->base().re.size() * kLanes;
    for (std::vector<double>* column : {&rooms_[i].p, &rooms_[i].q, &rooms_[i].re, &rooms_[i].im})
      column->resize(n);
    rooms_[i].results.resize(kLanes);
  });
}

void PartedFlow::solve_many(const Fill& fill, const Take& take, const NewtonOptions& options,
                            const ParallelFor& parallel) {
  parallel(parts_.size(), [&](std::size_t i) {
    if (parts_[i]->is_dead()) return;
    Room& room = rooms_[i];
    fill(i, room.p, room.q);
    parts_[i]->solve_many(room.p, room.q, options, room.re, room.im, room.results);
    take(i, room.re, room.im, room.results);
  });
}

bool PartedFlow::solve_scaled(std::span<const double> factors, const NewtonOptions& options,
                              const ParallelFor& parallel) {
  std::vector<std::uint8_t> converged(parts_.size(), 1);
  solve_many(
      [&](std::size_t part, std::span<double> p, std::span<double> q) {
        const Injections& in = parts_[part]->injections();
        for (std::size_t i = 0; i < in.p.size(); ++i) {
          for (std::size_t lane = 0; lane < kLanes; ++lane) {
            p[i * kLanes + lane] = factors[lane] * in.p[i];
            q[i * kLanes + lane] = factors[lane] * in.q[i];
          }
        }
      },
      [&](std::size_t part, std::span<const double>, std::span<const double>,
          std::span<const NewtonResult> results) {
        for (const NewtonResult& result : results)
          if (result.outcome != Outcome::converged) converged[part] = 0;
      },
      options, parallel);
  return std::all_of(converged.begin(), converged.end(), [](std::uint8_t one) { return one != 0; });
}

}  // namespace conurb::energy
