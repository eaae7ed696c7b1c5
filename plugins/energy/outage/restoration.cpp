// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/restoration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/outage/change_over.hpp"
#include "plugins/energy/outage/step_log.hpp"

namespace conurb::energy {

namespace {

using Purpose = SwitchingStep::Purpose;

/// An operation of the plan before it has its time. `batch` numbers what was decided together.
struct Draft {
  Device device;
  bool close = false;
  Purpose purpose = Purpose::isolate;
  std::size_t batch = 0;
};

using ZoneSet = std::vector<std::uint8_t>;

struct Batch {
  ZoneSet gained;         // zones that get supply by it
  bool in_order = false;  // its operations are to follow each other
};

struct DarkPart {
  std::vector<std::int32_t> zones;
  Worth worth;
};

/// "3 customers and 120 kW": by how much less is dark.
std::string difference(const RestorationPlan& plan, const RestorationPlan& other) {
  double customers = 0, power = 0;
  for (const Unrestored& part : plan.dark) {
    customers += part.customers;
    power += part.power;
  }
  for (const Unrestored& part : other.dark) {
    customers -= part.customers;
    power -= part.power;
  }
  std::array<char, 80> room{};
  std::snprintf(room.data(), room.size(), "%.6g customers and %.6g kW", customers, power / 1e3);
  return room.data();
}

/// Whether less power of some priority is dark, and no more of any higher one.
bool urgent(const Worth& dark, const Worth& other) {
  for (std::size_t level = 0; level + 2 < other.amounts.size(); ++level) {
    const std::int64_t amount = dark.amounts.empty() ? 0 : dark.amounts[level];
    if (amount != other.amounts[level]) return amount < other.amounts[level];
  }
  return false;
}

class Planner {
 public:
  Planner(const Network& network, const Fault& fault, std::span<const double> customers,
          const RestorationOptions& options)
      : network_(network),
        options_(options),
        graph_(network, find_zones(network)),
        loads_(zone_loads(network, graph_.zones(), customers)),
        grid_(network, options.flow, options.before_flow),
        limits_(limits_of(network, options.limits)),
        times_(operation_times(network, options.crews)),
        normal_(positions_of(network)),
        context_{graph_, loads_, grid_, limits_, times_} {
    plan_.effect = effect_of(network, graph_.zones(), loads_, fault, normal_);
    graph_ = SwitchGraph(network, graph_.zones(), plan_.effect.zone);
  }

  RestorationPlan make() {
    if (!grid_.give_way_to(normal_, limits_))
      plan_.notes.emplace_back(
          "the state before the fault has no power flow, so nothing can be told of the states after it");
    plan_.before = grid_.solve(normal_, limits_);
    tripped_ = now_ = after_trip(plan_.effect, normal_);
    plan_.tripped = grid_.solve(now_, limits_);
    isolate();
    restore();
    tell_the_dark();
    put_in_order();
    go_back();
    plan_.flows = grid_.flows();
    return std::move(plan_);
  }

  /// Of what is dark until the repair, beyond the faulted zone.
  [[nodiscard]] const Worth& dark_worth() const { return dark_worth_; }

 private:
  void draft(Device device, bool close, Purpose purpose) {
    set(now_, device, close);
    drafts_.push_back({device, close, purpose, batches_.size()});
  }

  /// First where what has tripped can be closed again.
  void isolate() {
    Positions upstream = now_;
    for (const Device d : plan_.effect.tripped) set(upstream, d, true);
    for (const std::int32_t s : plan_.effect.locked) upstream.switches[at(s)] = 0;
    const Supply supply = supply_of(graph_.zones(), upstream);
    const auto far_side_alive = [&](std::int32_t s) {
      const Zones::Sides& sides = graph_.zones().of_switch[at(s)];
      return supply.alive[at(sides.at_bus == plan_.effect.zone ? sides.beyond : sides.at_bus)] != 0;
    };
    for (const bool alive : {true, false})
      for (const std::int32_t s : plan_.effect.isolation)
        if (far_side_alive(s) == alive) draft({Device::Kind::bus_switch, s}, false, Purpose::isolate);
    batches_.push_back({ZoneSet(at(graph_.zones().count), 0), false});
  }

  /// Parts that had supply before and have none, the most worthy first.
  std::vector<DarkPart> dark_parts() const {
    const Supply before = supply_of(graph_.zones(), normal_), supply = supply_of(graph_.zones(), now_);
    std::vector<DarkPart> parts;
    std::vector<std::int32_t> number(supply.part.size(), kNone);
    for (std::int32_t zone = 0; zone < graph_.zones().count; ++zone) {
      if (zone == plan_.effect.zone || supply.alive[at(zone)] != 0 || before.alive[at(zone)] == 0) continue;
      std::int32_t& part = number[at(supply.part[at(zone)])];
      if (part == kNone) {
        part = row_of(parts.size());
        parts.push_back({{}, Worth{std::vector<std::int64_t>(loads_.worth[at(zone)].amounts.size(), 0)}});
      }
      parts[at(part)].zones.push_back(zone);
      parts[at(part)].worth += loads_.worth[at(zone)];
    }
    std::erase_if(parts, [](const DarkPart& p) { return p.worth.none(); });
    std::stable_sort(parts.begin(), parts.end(),
                     [](const DarkPart& a, const DarkPart& b) { return b.worth < a.worth; });
    return parts;
  }

  std::vector<std::int32_t> tripped_links() const {
    std::vector<std::int32_t> links;
    for (std::int32_t l = 0; at(l) < graph_.links().size(); ++l)
      if (graph_.closed(l, normal_) && !graph_.closed(l, tripped_)) links.push_back(l);
    return links;
  }

  /// A part that could not be helped is not looked at again before other links lead to it.
  const PartResult& search(const DarkPart& part) {
    std::vector<std::int32_t> key = links_to(graph_, now_, part.zones);
    key.push_back(kNone);
    key.insert(key.end(), part.zones.begin(), part.zones.end());
    const auto known = results_.find(key);
    if (known != results_.end() && !known->second.found) return known->second;
    PartResult result = restore_part(context_, now_, part.zones, tripped_links(), options_.search);
    return results_.insert_or_assign(std::move(key), std::move(result)).first->second;
  }

  /// Part after part; what is brought back may be what the next hangs on, so that none is given up before all
  /// have been looked at without success.
  void restore() {
    for (bool more = true; more;) {
      more = false;
      for (const DarkPart& part : dark_parts()) {
        const PartResult& result = search(part);
        if (!result.found) continue;
        take(result.positions);
        more = true;
        break;
      }
    }
  }

  /// Operations that interrupt what is alive keep their order; others may change it for time's sake.
  void take(const Positions& wished) {
    const Supply before = supply_of(graph_.zones(), now_);
    Batch batch;
    bool closed_before = false;
    for (const Operation& o : change_over(context_, now_, wished, options_.search.loops)) {
      const Zones::Sides sides = sides_of(graph_.zones(), o.device);
      const bool had_supply = before.part[at(sides.at_bus)] == before.part.back();
      if (!o.close && (closed_before || had_supply)) batch.in_order = true;
      closed_before = closed_before || o.close;
      const bool had_tripped = is_closed(normal_, o.device) && !is_closed(tripped_, o.device);
      draft(o.device, o.close,
            !o.close      ? Purpose::split
            : had_tripped ? Purpose::reclose
                          : Purpose::transfer);
    }
    batch.gained = supply_of(graph_.zones(), now_).alive;
    for (std::size_t zone = 0; zone < batch.gained.size(); ++zone)
      if (before.alive[zone] != 0) batch.gained[zone] = 0;
    batches_.push_back(std::move(batch));
  }

  void tell_the_dark() {
    const auto buses = [&](const std::vector<std::int32_t>& zones) {
      std::vector<std::int32_t> rows;
      for (std::size_t bus = 0; bus < network_.buses.size(); ++bus)
        if (std::find(zones.begin(), zones.end(), graph_.zones().of_bus[bus]) != zones.end())
          rows.push_back(row_of(bus));
      return rows;
    };
    if (plan_.effect.energised)
      plan_.dark.push_back({buses({plan_.effect.zone}),
                            plan_.effect.faulted_customers,
                            plan_.effect.faulted_power,
                            true,
                            {},
                            "lies in the part that is cut out with the fault"});
    for (const DarkPart& part : dark_parts()) {
      if (dark_worth_.amounts.empty())
        dark_worth_ = part.worth;
      else
        dark_worth_ += part.worth;
      Unrestored rest{buses(part.zones), 0, 0, false, search(part).binding, {}};
      for (const std::int32_t zone : part.zones) {
        rest.customers += loads_.customers[at(zone)];
        rest.power += loads_.power[at(zone)];
      }
      rest.reason = rest.binding ? "with it, " + text(*rest.binding, network_)
                                 : "no open switch leads from it to a part that has supply";
      plan_.dark.push_back(std::move(rest));
    }
  }

  /// What must be done before a step: for a closing, all openings of its batch and those at zones that get
  /// supply by the batch, and the closings that supply what it closes on to. All steps before if `strictly`.
  std::vector<Job> jobs(bool strictly) const {
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      Job job{drafts_[i].device, {}};
      const Zones::Sides own = sides_of(graph_.zones(), drafts_[i].device);
      for (std::size_t k = 0; k < i; ++k) {
        const Draft& other = drafts_[k];
        const Zones::Sides sides = sides_of(graph_.zones(), other.device);
        const auto has = [](const ZoneSet& zones, std::int32_t zone) {
          return zone != kNone && at(zone) < zones.size() && zones[at(zone)] != 0;
        };
        const auto any = [&](const ZoneSet& zones, const Zones::Sides& s) {
          return has(zones, s.at_bus) || has(zones, s.beyond);
        };
        const std::size_t batch = drafts_[i].batch;
        const bool waits = other.close ? other.batch < batch && any(batches_[other.batch].gained, own)
                                       : other.batch == batch || any(batches_[batch].gained, sides);
        if (strictly || batches_[batch].in_order || (drafts_[i].close && waits)) job.after.push_back(k);
      }
      jobs.push_back(std::move(job));
    }
    return jobs;
  }

  std::vector<SwitchingStep> timed(bool strictly, double begin_s, const std::vector<Job>& list) const {
    const std::vector<JobTime> times = schedule(list, begin_s, network_, options_.crews);
    std::vector<std::size_t> order(times.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!strictly)
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return times[a].end_s < times[b].end_s; });
    std::vector<SwitchingStep> steps;
    for (const std::size_t i : order) {
      SwitchingStep step;
      step.device = drafts_[i].device;
      step.close = drafts_[i].close;
      step.purpose = drafts_[i].purpose;
      step.remote = is_remote(network_, step.device);
      step.crew = times[i].crew;
      step.leaves_s = times[i].leaves_s;
      step.start_s = times[i].start_s;
      step.end_s = times[i].end_s;
      steps.push_back(step);
    }
    return steps;
  }

  /// By their times; if that brings the grid through a state that it must not be in, in the order in which
  /// the plan was made, whose states all have been looked at.
  void put_in_order() {
    for (const bool strictly : {false, true}) {
      log_ = std::make_unique<StepLog>(context_, plan_.effect.zone, normal_, tripped_, options_.search.loops);
      plan_.steps = timed(strictly, options_.crews.locate_s, jobs(strictly));
      for (SwitchingStep& step : plan_.steps) log_->take(step);
      if (log_->legal()) break;
    }
  }

  void go_back() {
    double isolated_s = options_.crews.locate_s, done_s = 0;
    for (const SwitchingStep& step : plan_.steps) {
      done_s = std::max(done_s, step.end_s);
      if (step.purpose == Purpose::isolate) isolated_s = std::max(isolated_s, step.end_s);
    }
    plan_.repaired_s = std::max(isolated_s + options_.repair_s, done_s);
    log_->repaired();
    drafts_.clear();
    for (const Operation& o : change_over(context_, log_->positions(), normal_, options_.search.loops))
      drafts_.push_back({o.device, o.close, Purpose::back_to_normal, 0});
    plan_.back = timed(true, plan_.repaired_s, jobs(true));
    for (SwitchingStep& step : plan_.back) log_->take(step);
    const double end_s = plan_.back.empty() ? plan_.repaired_s : plan_.back.back().end_s;
    plan_.reliability = log_->reliability(end_s, options_.sustained_s);
    plan_.legal = log_->legal();
  }

  const Network& network_;
  const RestorationOptions& options_;
  SwitchGraph graph_;
  ZoneLoads loads_;
  SwitchedGrid grid_;
  Limits limits_;
  std::vector<double> times_;
  Positions normal_, tripped_, now_;
  SearchContext context_;
  RestorationPlan plan_;
  Worth dark_worth_;
  std::vector<Draft> drafts_;
  std::vector<Batch> batches_;
  std::map<std::vector<std::int32_t>, PartResult> results_;  // by links that lead to a part, and its zones
  std::unique_ptr<StepLog> log_;
};

/// Before a planner is made: its members already read the travel times by switch.
void check_options(const RestorationOptions& options, const Network& network) {
  check(options.crews, network);
  const auto need_time = [](double time, const char* what) {
    if (!std::isfinite(time) || time < 0)
      throw InputError("is " + std::to_string(time) + " s, must be 0 or more", what);
  };
  need_time(options.repair_s, "time for repair");
  need_time(options.sustained_s, "least time of a sustained interruption");
}

}  // namespace

RestorationPlan plan_restoration(const Network& network, const Fault& fault,
                                 std::span<const double> customers, const RestorationOptions& options) {
  check_options(options, network);
  RestorationOptions own = options;
  own.search.transfers = false;
  Planner without(network, fault, customers, own);
  RestorationPlan plan = without.make();
  const auto held_by_a_limit = [](const Unrestored& part) { return part.binding.has_value(); };
  if (options.transfers == Transfers::never ||
      std::none_of(plan.dark.begin(), plan.dark.end(), held_by_a_limit))
    return plan;
  own.search.transfers = true;
  Planner with(network, fault, customers, own);
  RestorationPlan moved = with.make();
  moved.flows = plan.flows += moved.flows;
  if (!(with.dark_worth() < without.dark_worth()) || !moved.legal) return plan;

  const double minutes = moved.reliability.customer_minutes - plan.reliability.customer_minutes;
  std::string amount = std::to_string(std::abs(minutes));
  amount.resize(amount.find('.'));
  const bool worth = minutes <= 0 || urgent(with.dark_worth(), without.dark_worth());
  if (options.transfers == Transfers::when_worth && !worth) {
    plan.notes.push_back("moving what has supply to other feeders would bring back " +
                         difference(plan, moved) + " more, but cost " + amount + " customer-minutes more");
    return plan;
  }
  moved.notes.push_back("what has supply is moved to other feeders, which brings back " +
                        difference(plan, moved) + " more and " + (minutes > 0 ? "costs " : "saves ") +
                        amount + " customer-minutes");
  return moved;
}

}  // namespace conurb::energy
