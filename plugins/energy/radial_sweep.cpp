// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/radial_sweep.hpp"

#include <algorithm>
#include <cmath>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

using solvers::lane_of;
using solvers::larger;
using solvers::magnitude;
using solvers::pick;
using solvers::set_lane;
using solvers::square_root;

/// The arrays of a sweep by position in the walk.
template <typename V>
struct RadialSweep::Columns {
  static constexpr std::size_t kCount = 10;
  V *p, *q, *re, *im, *current_re, *current_im, *kept_re, *kept_im, *sum_re, *sum_im;

  Columns(V* all, std::size_t n)
      : p(all),
        q(all + n),
        re(all + 2 * n),
        im(all + 3 * n),
        current_re(all + 4 * n),
        current_im(all + 5 * n),
        kept_re(all + 6 * n),
        kept_im(all + 7 * n),
        sum_re(all + 8 * n),
        sum_im(all + 9 * n) {}
};

std::optional<RadialSweep> RadialSweep::on(const Grid& grid, const Injections& in) {
  const auto& branches = grid.topology().branches;
  std::vector<solvers::Edge> edges(branches.size(), solvers::Edge{0, 0});
  for (std::size_t b = 0; b < branches.size(); ++b) {
    const Branch& branch = branches[b];
    if (branch.through()) edges[b] = {grid.place(branch.from), grid.place(branch.to)};
  }
  const solvers::Graph graph(grid.nodes(), edges);
  std::vector<std::int32_t> roots;
  for (std::int32_t i = 0; i < grid.nodes(); ++i) {
    if (in.kind[at(i)] == NodeKind::slack) roots.push_back(i);
    if (in.kind[at(i)] == NodeKind::pv) return std::nullopt;
  }
  const solvers::Walk walk = breadth_first(graph, roots);
  std::vector<std::int32_t> position(at(grid.nodes()), kNone);
  for (std::size_t k = 0; k < walk.order.size(); ++k)
    position[at(walk.order[k])] = static_cast<std::int32_t>(k);
  RadialSweep found;
  for (std::size_t b = 0; b < edges.size(); ++b) {
    const auto [from, to] = edges[b];
    const Branch& branch = branches[b];
    const auto number = static_cast<std::int32_t>(b);
    if (from == to) {
      if (!branch.from_closed && !branch.to_closed) continue;
      const std::int32_t node = branch.from_closed ? branch.from : branch.to;
      if (position[at(grid.place(node))] != kNone)
        found.stubs_.push_back({position[at(grid.place(node))], number});
      continue;
    }
    // Of a forest each edge joins a node to its parent. One that does not closes a loop, or joins two
    // sources.
    if (position[at(from)] == kNone) continue;
    if (walk.parent_edge[at(from)] != number && walk.parent_edge[at(to)] != number) return std::nullopt;
  }
  for (const std::int32_t place : walk.order) {
    Step step;
    step.place = place;
    step.branch = walk.parent_edge[at(place)];
    if (step.branch != kNone) {
      step.parent = position[at(walk.parent[at(place)])];
      step.reversed = edges[at(step.branch)].from == place;
    }
    found.steps_.push_back(step);
  }
  found.refresh(grid);
  found.p_current_.resize(found.steps_.size());
  found.q_current_.resize(found.steps_.size());
  found.take_currents(in);
  return found;
}

void RadialSweep::refresh(const Grid& grid) {
  for (Step& step : steps_) {
    step.shunt = grid.shunt(step.place);
    if (step.parent == kNone) continue;
    TwoPort y = grid.port(at(step.branch));
    if (step.reversed) y = {y.tt, y.tf, y.ft, y.ff};  // seen from the parent
    step.a = -y.tt / y.tf;
    step.b = 1.0 / y.tf;
    step.c = y.ff * step.a + y.ft;
    step.d = y.ff * step.b;
    step.inverse_a = 1.0 / step.a;
  }
  for (const auto& [position, number] : stubs_) {
    const Branch& branch = grid.topology().branches[at(number)];
    const TwoPort& y = grid.port(at(number));
    steps_[at(position)].shunt += branch.through()     ? y.ff + y.ft + y.tf + y.tt
                                  : branch.from_closed ? open_at_to(y)
                                                       : open_at_from(y);
  }
}

void RadialSweep::take_currents(const Injections& in) {
  any_current_ = false;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    p_current_[i] = in.p_current[at(steps_[i].place)];
    q_current_[i] = in.q_current[at(steps_[i].place)];
    any_current_ = any_current_ || p_current_[i] != 0 || q_current_[i] != 0;
  }
}

void RadialSweep::start(const Injections& in, Voltages& v) const {
  for (const Step& step : steps_) {
    const std::size_t i = at(step.place);
    if (step.parent == kNone) {
      v.re[i] = in.v[i] * std::cos(in.angle[i]);
      v.im[i] = in.v[i] * std::sin(in.angle[i]);
      continue;
    }
    const std::size_t parent = at(steps_[at(step.parent)].place);
    const double re = step.inverse_a.real(), im = step.inverse_a.imag();
    v.re[i] = re * v.re[parent] - im * v.im[parent];
    v.im[i] = re * v.im[parent] + im * v.re[parent];
  }
}

// Backward, from the leaves: what each node feeds in at its voltage, less what its children take, is the
// current into the element to its parent. Beside it the currents of the last round are summed with the
// voltages that they led to: what is left over between them and what the node feeds in is its mismatch.
template <typename V>
void RadialSweep::sweep(Columns<V>& c, const NewtonOptions& options, std::span<NewtonResult> results) {
  const std::size_t n = steps_.size();
  V active = V(1.0);  // 0 in lanes that are done
  for (std::size_t i = 0; i < n; ++i) c.current_re[i] = c.current_im[i] = V(0.0);
  for (int iteration = 0;; ++iteration) {
    V worst(0.0);
    for (std::size_t i = 0; i < n; ++i) c.sum_re[i] = c.sum_im[i] = c.kept_re[i] = c.kept_im[i] = V(0.0);
    for (std::size_t i = n; i-- > 0;) {
      const Step& step = steps_[i];
      if (step.parent == kNone) continue;
      const V vr = c.re[i], vi = c.im[i];
      const V square = vr * vr + vi * vi;
      V p = c.p[i], q = c.q[i];
      if (any_current_) {
        const V voltage = square_root(square);
        p -= p_current_[i] * voltage;
        q -= q_current_[i] * voltage;
      }
      // conj(s / v) = conj(s) v / |v|^2
      const V inverse = 1.0 / square;
      const double gr = step.shunt.real(), gi = step.shunt.imag();
      const V fed_re = (p * vr + q * vi) * inverse - (gr * vr - gi * vi);
      const V fed_im = (p * vi - q * vr) * inverse - (gr * vi + gi * vr);
      const V left_re = fed_re - c.current_re[i] - c.kept_re[i],
              left_im = fed_im - c.current_im[i] - c.kept_im[i];
      worst = larger(worst,
                     larger(magnitude(vr * left_re + vi * left_im), magnitude(vi * left_re - vr * left_im)));

      const double cr = step.c.real(), ci = step.c.imag(), dr = step.d.real(), di = step.d.imag();
      const V through_re = cr * vr - ci * vi, through_im = cr * vi + ci * vr;
      const std::size_t parent = at(step.parent);
      c.kept_re[parent] += through_re + dr * c.current_re[i] - di * c.current_im[i];
      c.kept_im[parent] += through_im + dr * c.current_im[i] + di * c.current_re[i];
      const V now_re = fed_re - c.sum_re[i], now_im = fed_im - c.sum_im[i];
      c.sum_re[parent] += through_re + dr * now_re - di * now_im;
      c.sum_im[parent] += through_im + dr * now_im + di * now_re;
      c.current_re[i] = now_re;
      c.current_im[i] = now_im;
    }
    bool any = false;
    for (std::size_t lane = 0; lane < results.size(); ++lane) {
      NewtonResult& result = results[lane];
      if (lane_of(active, lane) == 0) continue;
      result.mismatch = lane_of(worst, lane);
      result.iterations = iteration;
      // The voltages of the start are nobody's: the first round has to be walked.
      const bool met = iteration > 0 && result.mismatch < options.tolerance;
      const bool lost = !std::isfinite(result.mismatch);
      if (!met && !lost && iteration < options.most_iterations) {
        any = true;
        continue;
      }
      result.outcome = met ? Outcome::converged : lost ? Outcome::singular : Outcome::iterations;
      set_lane(active, lane, 0);
    }
    if (!any) return;
    for (std::size_t i = 0; i < n; ++i) {
      const Step& step = steps_[i];
      if (step.parent == kNone) continue;
      const std::size_t parent = at(step.parent);
      const double br = step.b.real(), bi = step.b.imag(), ar = step.inverse_a.real(),
                   ai = step.inverse_a.imag();
      const V x = c.re[parent] - (br * c.current_re[i] - bi * c.current_im[i]);
      const V y = c.im[parent] - (br * c.current_im[i] + bi * c.current_re[i]);
      const V re = ar * x - ai * y, im = ar * y + ai * x;
      c.re[i] = pick(active, re, c.re[i]);
      c.im[i] = pick(active, im, c.im[i]);
    }
  }
}

NewtonResult RadialSweep::solve(const Injections& in, const NewtonOptions& options, Voltages& v) {
  const std::size_t n = steps_.size();
  take_currents(in);
  single_.resize(Columns<double>::kCount * n);
  Columns<double> columns(single_.data(), n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t place = at(steps_[i].place);
    columns.p[i] = in.p[place];
    columns.q[i] = in.q[place];
    columns.re[i] = v.re[place];
    columns.im[i] = v.im[place];
  }
  NewtonResult result;
  sweep(columns, options, std::span(&result, 1));
  for (std::size_t i = 0; i < n; ++i) {
    v.re[at(steps_[i].place)] = columns.re[i];
    v.im[at(steps_[i].place)] = columns.im[i];
  }
  return result;
}

void RadialSweep::solve_many(std::span<const double> p, std::span<const double> q,
                             const NewtonOptions& options, std::span<double> re, std::span<double> im,
                             std::span<NewtonResult> results) {
  const std::size_t n = steps_.size();
  many_.resize(Columns<solvers::Lanes>::kCount * n);
  Columns<solvers::Lanes> columns(many_.data(), n);
  const auto gather = [&](std::span<const double> from, solvers::Lanes* to) {
    for (std::size_t i = 0; i < n; ++i) to[i].read(&from[at(steps_[i].place) * kLanes]);
  };
  gather(p, columns.p);
  gather(q, columns.q);
  gather(re, columns.re);
  gather(im, columns.im);
  sweep(columns, options, results.first(kLanes));
  for (std::size_t i = 0; i < n; ++i) {
    columns.re[i].write(&re[at(steps_[i].place) * kLanes]);
    columns.im[i].write(&im[at(steps_[i].place) * kLanes]);
  }
}

}  // namespace conurb::energy
