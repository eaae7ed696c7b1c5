// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/radial_sweep.hpp"

#include <algorithm>
#include <cmath>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

using solvers::Lanes;
using solvers::larger;
using solvers::magnitude;
using solvers::pick;
using solvers::square_root;

namespace {

/// Current fed in at a voltage by a power and a shunt: conj(s / v) - y v, with conj(s / v) = conj(s) v /
/// |v|^2.
struct Fed {
  Lanes re, im;
};
template <typename Shared>  // by node: one number for all lanes, or one for each
Fed fed_in(Lanes p, Lanes q, const Lanes& vr, const Lanes& vi, const Shared& yr, const Shared& yi) {
  const Lanes inverse = 1.0 / (vr * vr + vi * vi);
  return {(p * vr + q * vi) * inverse - (yr * vr - yi * vi),
          (p * vi - q * vr) * inverse - (yr * vi + yi * vr)};
}

/// The mismatch of a node's power that a current leaves over.
[[gnu::always_inline]] inline Lanes mismatch(const Lanes& vr, const Lanes& vi, const Lanes& re,
                                             const Lanes& im) {
  return larger(magnitude(vr * re + vi * im), magnitude(vi * re - vr * im));
}

Lanes lanes_at(const double* from) {
  Lanes lanes;
  lanes.read(from);
  return lanes;
}

}  // namespace

/// The arrays of a sweep by position in the walk.
template <typename Number>
struct RadialSweep::Columns {
  static constexpr std::size_t kCount = 8;
  Number *p, *q, *re, *im, *fed_re, *fed_im, *sum_re, *sum_im;

  Columns(Number* all, std::size_t n)
      : p(all),
        q(all + n),
        re(all + 2 * n),
        im(all + 3 * n),
        fed_re(all + 4 * n),
        fed_im(all + 5 * n),
        sum_re(all + 6 * n),
        sum_im(all + 7 * n) {}
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
  found.padded_ = (found.steps_.size() + kLanes - 1) / kLanes * kLanes;
  for (std::vector<double>* column :
       {&found.shunt_re_, &found.shunt_im_, &found.p_current_, &found.q_current_})
    column->assign(found.padded_, 0.0);
  found.single_.resize(One::kCount * found.padded_);
  found.refresh(grid);
  found.take_currents(in);
  return found;
}

// Seen from the parent, i_parent = ff v_parent + ft v and i = tf v_parent + tt v flow into the element. With
// tt - ft tf / ff taken out of it as a shunt of the node, v_parent = -(ft / ff) v + i / tf and i_parent = (ff
// / tf) i. Units in which both factors are 1 leave v = v_parent - impedance i, and currents that are summed
// up on the way to the root as they are.
void RadialSweep::refresh(const Grid& grid) {
  std::vector<Complex> shunt(steps_.size()), current_unit(steps_.size(), Complex(1));
  for (std::size_t i = 0; i < steps_.size(); ++i) shunt[i] = grid.shunt(steps_[i].place);
  for (const auto& [position, number] : stubs_) {
    const Branch& branch = grid.topology().branches[at(number)];
    const TwoPort& y = grid.port(at(number));
    shunt[at(position)] += branch.through()     ? y.ff + y.ft + y.tf + y.tt
                           : branch.from_closed ? open_at_to(y)
                                                : open_at_from(y);
  }
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    Step& step = steps_[i];
    if (step.parent == kNone) continue;
    TwoPort y = grid.port(at(step.branch));
    if (step.reversed) y = {y.tt, y.tf, y.ft, y.ff};
    const Complex parent_unit = steps_[at(step.parent)].unit;
    step.unit = -parent_unit * y.ff / y.ft;
    step.inverse_unit = 1.0 / step.unit;
    current_unit[i] = -current_unit[at(step.parent)] * y.tf / y.ff;
    step.impedance = current_unit[i] / (y.tf * parent_unit);
    step.power = 1.0 / (std::conj(current_unit[i]) * step.unit);
    shunt[i] = (shunt[i] + y.tt - y.ft * y.tf / y.ff) * step.unit / current_unit[i];
    shunt_re_[i] = shunt[i].real();
    shunt_im_[i] = shunt[i].imag();
  }
}

void RadialSweep::take_currents(const Injections& in) {
  any_current_ = false;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    const Complex drawn(in.p_current[at(step.place)], in.q_current[at(step.place)]);
    const bool any = drawn != Complex(0);
    const Complex here = any ? step.power * drawn * std::abs(step.unit) : Complex(0);
    p_current_[i] = here.real();
    q_current_[i] = here.imag();
    any_current_ = any_current_ || any;
  }
}

/// Sums what nodes feed in up towards their roots.
template <typename Number>
void RadialSweep::gather(const Columns<Number>& c) const {
  for (std::size_t i = steps_.size(); i-- > 0 && steps_[i].parent != kNone;) {
    const std::size_t parent = at(steps_[i].parent);
    c.sum_re[parent] += c.sum_re[i];
    c.sum_im[parent] += c.sum_im[i];
  }
}

// Backward, from the leaves: what each node feeds in at its voltage, and what its children pass on, is the
// current into the element to its parent; forward, it is what the voltages differ by. At voltages come to so,
// a node's mismatch is what it feeds in now less what it fed in then.
NewtonResult RadialSweep::sweep(const One& c, const NewtonOptions& options) const {
  NewtonResult result;
  std::fill_n(c.fed_re, padded_, 0.0);
  std::fill_n(c.fed_im, padded_, 0.0);
  for (;; ++result.iterations) {
    Lanes worst;
    for (std::size_t i = 0; i < padded_; i += kLanes) {
      const Lanes vr = lanes_at(c.re + i), vi = lanes_at(c.im + i);
      Lanes p = lanes_at(c.p + i), q = lanes_at(c.q + i);
      if (any_current_) {
        const Lanes voltage = square_root(vr * vr + vi * vi);
        p -= lanes_at(&p_current_[i]) * voltage;
        q -= lanes_at(&q_current_[i]) * voltage;
      }
      const Fed fed = fed_in(p, q, vr, vi, lanes_at(&shunt_re_[i]), lanes_at(&shunt_im_[i]));
      worst =
          larger(worst, mismatch(vr, vi, fed.re - lanes_at(c.fed_re + i), fed.im - lanes_at(c.fed_im + i)));
      fed.re.write(c.fed_re + i);
      fed.im.write(c.fed_im + i);
      fed.re.write(c.sum_re + i);
      fed.im.write(c.sum_im + i);
    }
    result.mismatch = 0;
    for (std::size_t lane = 0; lane < kLanes; ++lane) result.mismatch = larger(result.mismatch, worst[lane]);
    // The voltages of the start are nobody's: the first round has to be walked.
    if (result.iterations > 0 && result.mismatch < options.tolerance) return result;
    if (!std::isfinite(result.mismatch) || result.iterations == options.most_iterations) break;
    gather(c);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = steps_[i];
      if (step.parent == kNone) continue;
      const double zr = step.impedance.real(), zi = step.impedance.imag();
      c.re[i] = c.re[at(step.parent)] - (zr * c.sum_re[i] - zi * c.sum_im[i]);
      c.im[i] = c.im[at(step.parent)] - (zr * c.sum_im[i] + zi * c.sum_re[i]);
    }
  }
  result.outcome = std::isfinite(result.mismatch) ? Outcome::iterations : Outcome::singular;
  return result;
}

void RadialSweep::sweep(const Many& c, const NewtonOptions& options, std::span<NewtonResult> results) const {
  const std::size_t n = steps_.size();
  Lanes active(1.0);  // 0 in lanes that are done
  for (std::size_t i = 0; i < n; ++i) c.fed_re[i] = c.fed_im[i] = Lanes(0.0);
  for (int iteration = 0;; ++iteration) {
    Lanes worst;
    for (std::size_t i = 0; i < n; ++i) {
      Lanes p = c.p[i], q = c.q[i];
      if (any_current_) {
        const Lanes voltage = square_root(c.re[i] * c.re[i] + c.im[i] * c.im[i]);
        p -= p_current_[i] * voltage;
        q -= q_current_[i] * voltage;
      }
      const Fed fed = fed_in(p, q, c.re[i], c.im[i], shunt_re_[i], shunt_im_[i]);
      worst = larger(worst, mismatch(c.re[i], c.im[i], fed.re - c.fed_re[i], fed.im - c.fed_im[i]));
      c.fed_re[i] = c.sum_re[i] = fed.re;
      c.fed_im[i] = c.sum_im[i] = fed.im;
    }
    bool any = false;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      NewtonResult& result = results[lane];
      if (active[lane] == 0) continue;
      result.mismatch = worst[lane];
      result.iterations = iteration;
      const bool met = iteration > 0 && result.mismatch < options.tolerance;
      const bool lost = !std::isfinite(result.mismatch);
      if (!met && !lost && iteration < options.most_iterations) {
        any = true;
        continue;
      }
      result.outcome = met ? Outcome::converged : lost ? Outcome::singular : Outcome::iterations;
      active[lane] = 0;
    }
    if (!any) return;
    gather(c);
    for (std::size_t i = 0; i < n; ++i) {
      const Step& step = steps_[i];
      if (step.parent == kNone) continue;
      const double zr = step.impedance.real(), zi = step.impedance.imag();
      const Lanes re = c.re[at(step.parent)] - (zr * c.sum_re[i] - zi * c.sum_im[i]);
      const Lanes im = c.im[at(step.parent)] - (zr * c.sum_im[i] + zi * c.sum_re[i]);
      c.re[i] = pick(active, re, c.re[i]);
      c.im[i] = pick(active, im, c.im[i]);
    }
  }
}

RadialSweep::One RadialSweep::columns_of(const Injections& in) {
  take_currents(in);
  const One columns(single_.data(), padded_);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Complex unit = steps_[i].power;
    const double p = in.p[at(steps_[i].place)], q = in.q[at(steps_[i].place)];
    columns.p[i] = unit.real() * p - unit.imag() * q;
    columns.q[i] = unit.real() * q + unit.imag() * p;
  }
  for (std::size_t i = steps_.size(); i < padded_; ++i) {  // nodes without anything
    columns.p[i] = columns.q[i] = columns.im[i] = 0;
    columns.re[i] = 1;
  }
  return columns;
}

NewtonResult RadialSweep::solve(const Injections& in, const NewtonOptions& options, Voltages& v) {
  const One columns = columns_of(in);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Complex unit = steps_[i].inverse_unit;
    const std::size_t place = at(steps_[i].place);
    columns.re[i] = unit.real() * v.re[place] - unit.imag() * v.im[place];
    columns.im[i] = unit.real() * v.im[place] + unit.imag() * v.re[place];
  }
  return solve(columns, options, v);
}

NewtonResult RadialSweep::solve_afresh(const Injections& in, const NewtonOptions& options, Voltages& v) {
  const One columns = columns_of(in);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const std::int32_t parent = steps_[i].parent;
    const std::size_t place = at(steps_[i].place);
    columns.re[i] = parent == kNone ? in.v[place] * std::cos(in.angle[place]) : columns.re[at(parent)];
    columns.im[i] = parent == kNone ? in.v[place] * std::sin(in.angle[place]) : columns.im[at(parent)];
  }
  return solve(columns, options, v);
}

NewtonResult RadialSweep::solve(const One& columns, const NewtonOptions& options, Voltages& v) const {
  const NewtonResult result = sweep(columns, options);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Complex unit = steps_[i].unit;
    v.re[at(steps_[i].place)] = unit.real() * columns.re[i] - unit.imag() * columns.im[i];
    v.im[at(steps_[i].place)] = unit.real() * columns.im[i] + unit.imag() * columns.re[i];
  }
  return result;
}

void RadialSweep::solve_many(std::span<const double> p, std::span<const double> q,
                             const NewtonOptions& options, std::span<double> re, std::span<double> im,
                             std::span<NewtonResult> results) {
  const std::size_t n = steps_.size();
  many_.resize(Many::kCount * n);
  const Many columns(many_.data(), n);
  const auto turn = [](Complex unit, const Lanes& a, const Lanes& b, Lanes& to_re, Lanes& to_im) {
    to_re = unit.real() * a - unit.imag() * b;
    to_im = unit.real() * b + unit.imag() * a;
  };
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t place = at(steps_[i].place) * kLanes;
    turn(steps_[i].power, lanes_at(&p[place]), lanes_at(&q[place]), columns.p[i], columns.q[i]);
    turn(steps_[i].inverse_unit, lanes_at(&re[place]), lanes_at(&im[place]), columns.re[i], columns.im[i]);
  }
  sweep(columns, options, results.first(kLanes));
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t place = at(steps_[i].place) * kLanes;
    Lanes found_re, found_im;
    turn(steps_[i].unit, columns.re[i], columns.im[i], found_re, found_im);
    found_re.write(&re[place]);
    found_im.write(&im[place]);
  }
}

}  // namespace conurb::energy
