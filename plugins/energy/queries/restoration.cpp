// SPDX-License-Identifier: Apache-2.0
// restoration, restoration_summary: a line, transformer or bus fails, and who switches what when to bring
// back as many as the limits allow.
#include "plugins/energy/outage/restoration.hpp"

#include "plugins/energy/queries/asking.hpp"
#include "plugins/energy/queries/queries.hpp"
#include "plugins/energy/queries/switching.hpp"
#include "plugins/energy/tables.hpp"

namespace conurb::energy {

namespace {

struct Planned {
  SwitchedNetwork switched;
  RestorationPlan plan;
};

Fault fault_of(const Arguments& a) {
  using ::energy::Table;
  const std::int32_t line = a.row(0, "line", Table::power_line, "power_line"),
                     transformer = a.row(1, "transformer", Table::power_transformer, "power_transformer"),
                     bus = a.row(2, "bus", Table::power_bus, "power_bus");
  if ((line != kNone) + (transformer != kNone) + (bus != kNone) != 1)
    throw sdk::Failure(CONURB_INVALID_ARGUMENT,
                       "one of 'line', 'transformer' and 'bus' must be given, and the others null");
  if (line != kNone) return {Fault::Kind::line, line};
  return transformer != kNone ? Fault{Fault::Kind::transformer, transformer} : Fault{Fault::Kind::bus, bus};
}

Planned planned(const Asked& asked) {
  const Arguments& a = asked.arguments;
  const Fault fault = fault_of(a);
  RestorationOptions options;
  options.crews.crews = static_cast<int>(a.whole(3, "crews", 1, 1, 1000));
  options.repair_s = 3600 * a.number(4, "repair", 4, 0, 8760);
  options.crews.remote_s = a.number(5, "remote", options.crews.remote_s, 0, 86400);
  options.crews.travel_s = a.number(6, "travel", options.crews.travel_s, 0, 86400);
  constexpr Transfers kTransfers[] = {Transfers::when_worth, Transfers::never, Transfers::always};
  options.transfers = kTransfers[a.word(7, "transfers", {"when_worth", "never", "always"})];
  options.limits.loading = a.number(8, "loading", 1, 0.01, 10);
  options.before_flow = [&] { may_go_on(asked.host); };
  AskedGrid grid = grid_of(asked);
  forget_faults(asked.view, grid.network);
  Planned made{with_switches(std::move(grid.network)), {}};
  made.plan = plan_restoration(made.switched.network, fault, grid.customers, options);
  return made;
}

const char* word_of(SwitchingStep::Purpose purpose) {
  switch (purpose) {
    case SwitchingStep::Purpose::isolate: return "cut the fault out";
    case SwitchingStep::Purpose::split: return "divide what is dark";
    case SwitchingStep::Purpose::reclose: return "close what had tripped";
    case SwitchingStep::Purpose::transfer: return "supply from another feeder";
    case SwitchingStep::Purpose::back_to_normal: return "back to the normal state";
  }
  return "";
}

struct StepRow {
  double at_s = 0;
  Device device;
  bool close = false;
  const char* purpose = "";
  std::int32_t crew = kNone;
  double restored = 0, dark = 0;
  const Assessment* state = nullptr;
  bool legal = true;
};

void add_step(const Asked& asked, const SwitchedNetwork& switched, const StepRow& step) {
  const Operated what = operated(switched, step.device);
  const bool live = step.state->v_min_bus != kNone;
  const BranchCells loaded = branch_cells(switched.network, step.state->most_loaded);
  const conurb_value cells[] = {
      sdk::Result::number(step.at_s),
      row_cell(what.own_switch),
      row_cell(what.line),
      row_cell(what.generator),
      row_cell(what.bus),
      flag_cell(step.close),
      sdk::Result::text(step.purpose),
      step.crew == kNone ? row_cell(kNone) : sdk::Result::whole(step.crew + 1),
      sdk::Result::number(step.restored),
      sdk::Result::number(step.dark),
      number_cell(live ? step.state->v_min : kUnknown),
      row_cell(step.state->v_min_bus),
      number_cell(step.state->most_loaded == kNone ? kUnknown : step.state->most_loading),
      loaded.line,
      loaded.transformer,
      flag_cell(step.legal),
  };
  asked.result.add_row(cells);
}

/// Why parts stay dark until the repair, and what else there is to know.
std::string remarks_of(const Planned& made) {
  std::string all;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) all += (all.empty() ? "" : "; ") + text;
  };
  for (const Unrestored& part : made.plan.dark)
    if (part.customers > 0 || part.power > 0) add(part.reason);
  for (const std::string& note : made.plan.notes) add(note);
  add(made.switched.assumed);
  return all;
}

}  // namespace

void answer_restoration(const Asked& asked) {
  const Planned made = planned(asked);
  const RestorationPlan& plan = made.plan;
  for (const Device device : plan.effect.tripped)
    add_step(asked, made.switched,
             {0, device, false, "trips by itself", kNone, -plan.effect.dark_customers,
              plan.effect.dark_customers, &plan.tripped, true});
  for (const auto* list : {&plan.steps, &plan.back})
    for (const SwitchingStep& step : *list)
      add_step(
          asked, made.switched,
          {step.end_s, step.device, step.close, word_of(step.purpose), step.crew, step.restored_customers,
           step.dark_customers, &step.state, step.state.legal() && step.radial});
}

void answer_restoration_summary(const Asked& asked) {
  const Planned made = planned(asked);
  const RestorationPlan& plan = made.plan;
  double dark = 0, dark_power = 0;
  for (const Unrestored& part : plan.dark) {
    dark += part.customers;
    dark_power += part.power;
  }
  const Reliability& r = plan.reliability;
  const std::string remarks = remarks_of(made);
  const conurb_value cells[] = {
      sdk::Result::number(r.customers),
      sdk::Result::number(r.interrupted),
      sdk::Result::number(r.customer_minutes),
      sdk::Result::number(r.energy_not_supplied),
      sdk::Result::number(r.saidi_minutes),
      sdk::Result::number(r.saifi),
      sdk::Result::number(r.maifi),
      sdk::Result::number(plan.steps.empty() ? 0 : plan.steps.back().end_s),
      sdk::Result::number(plan.repaired_s),
      sdk::Result::number(dark),
      sdk::Result::number(dark_power),
      flag_cell(plan.legal),
      text_cell(remarks),
  };
  asked.result.add_row(cells);
}

}  // namespace conurb::energy
