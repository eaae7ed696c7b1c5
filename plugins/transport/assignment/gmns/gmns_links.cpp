// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/gmns/gmns_links.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace conurb::transport::assignment {
namespace {

constexpr double kMinutesPerHour = 60;

class LinkReader {
 public:
  LinkReader(const SourceText& source, const RowsById& node_rows, const TextsById& lines, Import& import,
             FindingList& findings)
      : rows_(source),
        node_rows_(node_rows),
        lines_(lines),
        problem_(import.problem),
        details_(import.details),
        findings_(findings) {}

  void read() {
    while (rows_.next()) read_row();
  }

 private:
  void read_row() {
    Link link;
    link.from = node_of(from_);
    link.to = node_of(to_);
    link.length = rows_.number(length_).value_or(0);
    link.toll = rows_.number(toll_).value_or(0);
    link.free_flow_time = free_flow_time(link.length);
    link.capacity = capacity();
    link.b = with_default(b_, link.b, "has no VDF_alpha1: b is taken as 0.15");
    link.power = with_default(power_, link.power, "has no VDF_beta1: the power is taken as 4");
    if (rows_.number(peak_).value_or(1) != 1)
      findings_.warn("link", id(), "VDF_PHF1 is not 1, which is not used");
    const std::string fault = fault_of(problem_, link);
    if (!fault.empty()) rows_.refuse("link " + in_quotes(id()) + ": " + fault);
    if (link.from == link.to) {
      findings_.warn("link", id(), "leads back to its own start and is left out");
      return;
    }
    std::vector<double> line = line_along();
    const bool both = goes_both_ways();
    add(link, "", line);
    if (!both) return;
    std::swap(link.from, link.to);
    add(link, "-", reversed(std::move(line)));
  }

  void add(const Link& link, const char* direction, std::vector<double> line) {
    problem_.links.push_back(link);
    details_.link_id.push_back(id().empty() ? "" : direction + id());
    details_.name.emplace_back(rows_.cell(name_));
    details_.facility.emplace_back(rows_.cell(facility_));
    details_.lanes.push_back(rows_.number(lanes_).value_or(kNotSaid));
    details_.speed.push_back(rows_.number(speed_).value_or(kNotSaid));
    details_.line.push_back(std::move(line));
  }

  [[nodiscard]] std::string id() const { return std::string(rows_.cell(id_)); }

  [[nodiscard]] std::int32_t node_of(std::int32_t column) const {
    const auto found = node_rows_.find(std::string(rows_.cell(column)));
    if (found == node_rows_.end()) {
      rows_.refuse("link " + in_quotes(id()) + ": there is no node " + in_quotes(rows_.cell(column)));
    }
    return found->second;
  }

  double free_flow_time(double length) {
    if (const auto given = rows_.number(time_)) return *given;
    const double speed = rows_.number(speed_).value_or(0);
    if (!(speed > 0)) {
      rows_.refuse("link " + in_quotes(id()) + " has neither VDF_fftt1 nor a free_speed above 0");
    }
    findings_.inform("link", id(), "has no VDF_fftt1: its time is taken as 60 length / free_speed");
    return kMinutesPerHour * length / speed;
  }

  double capacity() {
    if (const auto given = rows_.number(period_capacity_)) return *given;
    const auto lane = rows_.number(lane_capacity_);
    if (!lane) rows_.refuse("link " + in_quotes(id()) + " has neither VDF_cap1 nor capacity");
    return *lane * rows_.number(lanes_).value_or(1);
  }

  double with_default(std::int32_t column, double value, std::string_view finding) {
    if (const auto given = rows_.number(column)) return *given;
    findings_.inform("link", id(), finding);
    return value;
  }

  [[nodiscard]] double direction() const {
    const double flag = rows_.number(direction_).value_or(1);
    if (flag != 1 && flag != 0 && flag != -1)
      rows_.refuse("dir_flag is " + shown(flag) + ", must be 1, 0 or -1");
    return flag;
  }

  /// A dir_flag of 0 may also say that the direction of the line is not known.
  [[nodiscard]] bool goes_both_ways() const {
    const std::string_view directed = rows_.cell(directed_);
    if (directed.empty()) return direction() == 0;
    return directed == "0" || directed == "false" || directed == "False" || directed == "FALSE";
  }

  /// The line of the row from its first node to its second; empty where it has none that can be read.
  std::vector<double> line_along() {
    std::string_view text = rows_.cell(line_);
    const std::string_view name = rows_.cell(line_id_);
    if (text.empty() && !name.empty()) {
      const auto found = lines_.find(name);
      if (found == lines_.end())
        findings_.warn("link", id(), "its geometry_id is not in geometry.csv: it is drawn straight");
      else
        text = found->second;
    }
    if (text.empty()) return {};
    std::vector<double> line = line_of_text(text);
    if (line.empty()) findings_.warn("link", id(), "its geometry is no LINESTRING: it is drawn straight");
    return direction() < 0 ? reversed(std::move(line)) : line;
  }

  static std::vector<double> reversed(std::vector<double> line) {
    std::reverse(line.begin(), line.end());
    for (std::size_t i = 0; i + 1 < line.size(); i += 2) std::swap(line[i], line[i + 1]);
    return line;
  }

  CsvRows rows_;
  const RowsById& node_rows_;
  const TextsById& lines_;
  AssignmentProblem& problem_;
  RoadDetails& details_;
  FindingList& findings_;
  std::int32_t name_ = rows_.column({"name"}), facility_ = rows_.column({"facility_type"});
  std::int32_t id_ = rows_.column({"link_id"}), length_ = rows_.column({"length"});
  std::int32_t from_ = rows_.needed_column({"from_node_id"}), to_ = rows_.needed_column({"to_node_id"});
  std::int32_t direction_ = rows_.column({"dir_flag"}), directed_ = rows_.column({"directed"});
  std::int32_t line_ = rows_.column({"geometry"}), line_id_ = rows_.column({"geometry_id"});
  std::int32_t toll_ = rows_.column({"toll"}), peak_ = rows_.column({"vdf_phf1", "vdf_phf"});
  std::int32_t speed_ = rows_.column({"free_speed"}), lanes_ = rows_.column({"lanes"});
  std::int32_t time_ = rows_.column({"vdf_fftt1", "vdf_fftt"});
  std::int32_t period_capacity_ = rows_.column({"vdf_cap1", "vdf_cap"}),
               lane_capacity_ = rows_.column({"capacity"});
  std::int32_t b_ = rows_.column({"vdf_alpha1", "vdf_alpha"}),
               power_ = rows_.column({"vdf_beta1", "vdf_beta"});
};

}  // namespace

void read_gmns_links(const SourceText& source, const RowsById& node_rows, const TextsById& lines,
                     Import& import, FindingList& findings) {
  LinkReader(source, node_rows, lines, import, findings).read();
}

}  // namespace conurb::transport::assignment
