// SPDX-License-Identifier: Apache-2.0
// n_minus_1: what happens when one line or transformer fails, the worst first. Islands are solved one by one,
// their outages in pieces on the host's threads.
#include <algorithm>
#include <memory>
#include <utility>

#include "plugins/energy/contingency.hpp"
#include "plugins/energy/parted_flow.hpp"
#include "plugins/energy/queries/asking.hpp"
#include "plugins/energy/queries/queries.hpp"

namespace conurb::energy {

namespace {

using Flows = ContingencyOptions::Flows;

/// Outages of one island that a thread does with one workspace.
struct OutagePiece {
  const FlowPart* part;
  std::int32_t first, end;  // branches
};
constexpr std::int32_t kOutagesPerPiece = 128;

/// An outage with rows of the whole.
struct Outage {
  Contingency found;
  std::int32_t line = kNone, transformer = kNone;
  std::int32_t loaded_line = kNone, loaded_transformer = kNone, lowest_bus = kNone;
};

std::vector<OutagePiece> pieces_of(const Asked& asked, const PartedFlow& flow) {
  std::vector<OutagePiece> pieces;
  std::string unsolved;
  bool live = false;
  for (const auto& part : flow.parts()) {
    if (part->is_dead()) continue;
    if (!part->base_result().converged()) {
      const auto& buses = part->rows().bus;
      unsolved = "the grid of " + std::to_string(buses.size()) + " buses around bus row " +
                 std::to_string(buses.front()) + " has no power flow, so its outages are not judged";
      asked.host.warn(unsolved);
      continue;
    }
    live = true;
    const std::int32_t end = row_of(part->grid().topology().branches.size());
    for (std::int32_t first = 0; first < end; first += kOutagesPerPiece)
      pieces.push_back({part.get(), first, std::min(end, first + kOutagesPerPiece)});
  }
  if (!live)
    throw sdk::Failure(CONURB_BAD_DATA,
                       unsolved.empty() ? "no part of the grid has supply: nothing can fail" : unsolved);
  return pieces;
}

std::vector<double> customers_by_place(const FlowPart& part, const std::vector<double>& customers) {
  std::vector<double> by_place(at(part.grid().nodes()), 0);
  const std::vector<std::int32_t>& rows = part.rows().bus;
  for (std::size_t bus = 0; bus < rows.size(); ++bus) {
    const std::int32_t place = part.grid().place_of_bus(row_of(bus));
    if (place != kNone) by_place[at(place)] += customers[at(rows[bus])];
  }
  return by_place;
}

/// The row of a branch of a part in the whole, at the line or at the transformer.
void name_branch(const FlowPart& part, std::int32_t branch, std::int32_t& line, std::int32_t& transformer) {
  if (branch == kNone) return;
  const Branch& b = part.grid().topology().branches[at(branch)];
  if (b.kind == Branch::Kind::line)
    line = part.rows().line[at(b.row)];
  else
    transformer = part.rows().transformer[at(b.row)];
}

std::vector<Outage> outages_of(const sdk::Host& host, const OutagePiece& piece,
                               const std::vector<double>& customers, Flows flows) {
  const FlowPart& part = *piece.part;
  ContingencyOptions options;
  options.flows = flows;
  ContingencyStudy study(part.rows().network, part.grid(), part.injections(), part.base(),
                         customers_by_place(part, customers), options);
  std::vector<Outage> outages;
  for (std::int32_t branch = piece.first; branch < piece.end; ++branch) {
    if (!part.grid().topology().branches[at(branch)].through()) continue;
    may_go_on(host);
    Outage outage{study.run(branch)};
    const Contingency& found = outage.found;
    if ((flows == Flows::none && !found.islanded) || (flows == Flows::cut_nothing_off && found.islanded))
      continue;
    name_branch(part, branch, outage.line, outage.transformer);
    name_branch(part, found.most_loaded, outage.loaded_line, outage.loaded_transformer);
    if (found.v_min_bus != kNone) outage.lowest_bus = part.rows().bus[at(found.v_min_bus)];
    outages.push_back(outage);
  }
  return outages;
}

/// As rank() of contingency.hpp has it, over all islands.
std::vector<Outage> worst_first(const Network& network, const std::vector<std::vector<Outage>>& found) {
  std::vector<Outage> outages;
  std::vector<Contingency> order;
  for (const std::vector<Outage>& piece : found) outages.insert(outages.end(), piece.begin(), piece.end());
  const std::int32_t lines = row_of(network.lines.size());
  std::ranges::sort(outages, {},
                    [&](const Outage& o) { return o.line != kNone ? o.line : lines + o.transformer; });
  for (std::size_t i = 0; i < outages.size(); ++i) {
    order.push_back(outages[i].found);
    order.back().branch = row_of(i);
  }
  rank(order);
  std::vector<Outage> ranked;
  for (const Contingency& each : order) ranked.push_back(outages[at(each.branch)]);
  return ranked;
}

}  // namespace

void answer_n_minus_1(const Asked& asked) {
  const auto count = asked.arguments.whole(0, "count", 10, 1, INT32_MAX);
  const std::size_t which = asked.arguments.word(1, "which", {"all", "islanding", "supplied"});
  const Flows flows = which == 0 ? Flows::all : which == 1 ? Flows::none : Flows::cut_nothing_off;
  const AskedGrid grid = grid_of(asked);
  const PartedFlow flow(grid.network, {}, asked.host.threads());
  const std::vector<OutagePiece> pieces = pieces_of(asked, flow);
  std::vector<std::vector<Outage>> found(pieces.size());
  work(asked.host, pieces.size(), "outages",
       [&](std::size_t i) { found[i] = outages_of(asked.host, pieces[i], grid.customers, flows); });
  std::vector<Outage> ranked = worst_first(grid.network, found);
  ranked.resize(std::min(ranked.size(), static_cast<std::size_t>(count)));
  for (const Outage& o : ranked) {
    const Contingency& c = o.found;
    const double none = c.converged ? 0 : kUnknown;
    const conurb_value cells[] = {
        row_cell(o.line),
        row_cell(o.transformer),
        flag_cell(c.islanded),
        sdk::Result::number(c.lost_customers),
        sdk::Result::number(c.lost_power),
        flows == Flows::none ? row_cell(kNone) : flag_cell(c.converged),
        number_cell(c.most_loaded == kNone ? kUnknown : c.most_loading + none),
        row_cell(o.loaded_line),
        row_cell(o.loaded_transformer),
        number_cell(c.v_min_bus == kNone ? kUnknown : c.v_min + none),
        row_cell(o.lowest_bus),
        number_cell(c.loss + none),
    };
    asked.result.add_row(cells);
  }
}

}  // namespace conurb::energy
