// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/gmns/gmns.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/assignment/gmns/gmns_links.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::assignment {
namespace {

class GmnsReader {
 public:
  explicit GmnsReader(FindingList& findings) : findings_(findings) {}

  Import read(const GmnsFiles& files, ZoneNodes zone_nodes) {
    const bool with_demand = !files.demand.text.empty();
    read_nodes(files.node, with_demand);
    bar_zone_nodes(zone_nodes);
    read_gmns_links(files.link, node_rows_, read_gmns_lines(files.geometry), import_, findings_);
    place_zones();
    if (with_demand) {
      read_demand(files.demand);
    } else {
      problem_.demand = demand_of(row_of(problem_.zones.size()), {});
    }
    require_sound(problem_, files.link.where);
    return std::move(import_);
  }

 private:
  void read_nodes(const SourceText& source, bool with_demand) {
    CsvRows rows(source);
    const std::int32_t id = rows.needed_column({"node_id"});
    const std::int32_t zone = with_demand ? rows.needed_column({"zone_id"}) : rows.column({"zone_id"});
    const std::int32_t x = rows.column({"x_coord"}), y = rows.column({"y_coord"});
    const std::int32_t control = rows.column({"ctrl_type", "control_type"});
    RoadDetails& details = import_.details;
    while (rows.next()) {
      std::string name(rows.cell(id));
      if (name.empty()) rows.refuse("the node has no node_id");
      const std::int32_t node = row_of(problem_.nodes.size());
      if (node >= kMostNodes) rows.refuse("there are more than " + std::to_string(kMostNodes) + " nodes");
      if (!node_rows_.emplace(name, node).second) rows.refuse("node " + in_quotes(name) + " stands twice");
      problem_.nodes.push_back(std::move(name));
      details.x.push_back(rows.number(x).value_or(kNotSaid));
      details.y.push_back(rows.number(y).value_or(kNotSaid));
      details.control.emplace_back(rows.cell(control));
      const std::string_view zone_id = rows.cell(zone);
      if (zone_id.empty() || zone_id == "0" || zone_id == "-1")
        continue;  // as programs write that there is none
      const auto [known, is_new] = zone_rows_.emplace(zone_id, row_of(problem_.zones.size()));
      if (is_new) {
        problem_.zones.emplace_back(zone_id);
        nodes_of_.emplace_back();
      }
      nodes_of_[at(known->second)].push_back(node);
      ++zone_nodes_;
    }
    if (problem_.zones.empty() && with_demand)
      throw InputError("no node has a zone_id", rows.where(), "give zones their nodes");
  }

  void bar_zone_nodes(ZoneNodes rule) {
    problem_.passable.assign(problem_.nodes.size(), 1);
    const bool every_node = zone_nodes_ == problem_.nodes.size();
    if (zone_nodes_ == 0) return;
    if (rule == ZoneNodes::passable || (rule == ZoneNodes::by_network && every_node)) return;
    for (const auto& nodes : nodes_of_) {
      for (const std::int32_t node : nodes) problem_.passable[at(node)] = 0;
    }
    if (rule == ZoneNodes::by_network) {
      findings_.inform("node", {},
                       "those with a zone_id are taken as centroids, which no trip passes: others have none");
    }
  }

  void place_zones() {
    for (std::size_t zone = 0; zone < nodes_of_.size(); ++zone) {
      if (nodes_of_[zone].size() == 1) {
        problem_.centroid.push_back(nodes_of_[zone].front());
        continue;
      }
      findings_.inform("zone", problem_.zones[zone],
                       "has several nodes and gets a centroid with free ways to them");
      const std::int32_t centroid = row_of(problem_.nodes.size());
      problem_.nodes.push_back("zone " + problem_.zones[zone]);
      problem_.passable.push_back(0);
      problem_.centroid.push_back(centroid);
      for (const std::int32_t node : nodes_of_[zone]) {
        problem_.passable[at(node)] = 1;  // between the centroid and the network
        problem_.links.push_back({.from = centroid, .to = node, .b = 0, .power = 0});
        problem_.links.push_back({.from = node, .to = centroid, .b = 0, .power = 0});
      }
      put_amid(nodes_of_[zone]);
    }
  }

  /// The centroid that was added last is in the middle of its nodes.
  void put_amid(const std::vector<std::int32_t>& nodes) {
    double x = 0, y = 0;
    for (const std::int32_t node : nodes) x += import_.details.x[at(node)], y += import_.details.y[at(node)];
    import_.details.x.push_back(x / static_cast<double>(nodes.size()));
    import_.details.y.push_back(y / static_cast<double>(nodes.size()));
  }

  void read_demand(const SourceText& source) {
    CsvRows rows(source);
    const std::int32_t from = rows.needed_column({"o_zone_id"}), to = rows.needed_column({"d_zone_id"});
    const std::int32_t volume = rows.needed_column({"volume"});
    std::vector<ZonePair> pairs;
    double lost = 0;
    while (rows.next()) {
      const double flow = rows.number(volume).value_or(0);
      if (flow < 0) rows.refuse("the volume is " + shown(flow) + ", must be 0 or more");
      if (flow == 0) continue;
      const auto origin = zone_of(rows.cell(from)), destination = zone_of(rows.cell(to));
      if (origin == kNone || destination == kNone) {
        const std::string_view unknown = rows.cell(origin == kNone ? from : to);
        findings_.warn("zone", unknown, "no node has this zone_id: its trips are left out");
        lost += flow;
        continue;
      }
      pairs.push_back({origin, destination, flow});
    }
    if (lost > 0) findings_.warn("demand", {}, shown(lost) + " trips are of zones without a node");
    problem_.demand = demand_between(problem_, std::move(pairs), findings_);
  }

  [[nodiscard]] std::int32_t zone_of(std::string_view id) const {
    const auto found = zone_rows_.find(std::string(id));
    return found == zone_rows_.end() ? kNone : found->second;
  }

  FindingList& findings_;
  Import import_;
  AssignmentProblem& problem_ = import_.problem;
  RowsById node_rows_, zone_rows_;
  std::vector<std::vector<std::int32_t>> nodes_of_;  // of each zone
  std::size_t zone_nodes_ = 0;
};

}  // namespace

Import read_gmns(const GmnsFiles& files, ZoneNodes zone_nodes) {
  FindingList findings;
  Import import = GmnsReader(findings).read(files, zone_nodes);
  import.findings = findings.take();
  return import;
}

}  // namespace conurb::transport::assignment
