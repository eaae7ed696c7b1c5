// SPDX-License-Identifier: Apache-2.0
// Elements of a .net.xml, as they come.
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "plugins/transport/formats/sumo_classes.hpp"
#include "plugins/transport/formats/sumo_net_draft.hpp"
#include "plugins/transport/formats/sumo_net_terms.hpp"
#include "plugins/transport/formats/sumo_signals.hpp"
#include "plugins/transport/formats/values.hpp"
#include "plugins/transport/formats/xml_elements.hpp"

namespace conurb::transport {
namespace {

constexpr double kShortestLink = 0.1;   // m, as in SUMO
constexpr double kClosedSpeed = 0.1;    // m/s, of lanes on which nobody may drive
constexpr double kSumoLaneWidth = 3.2;  // m

using EdgeKind = SumoNetDraft::Edge::Kind;

class SumoNetworkReader : public XmlHandler {
 public:
  explicit SumoNetworkReader(FindingList& findings)
      : findings_(findings), signals_(network_.signals, SumoSignals::Unknown::added, findings) {}

  void begin(const Attributes& a) override;
  void end(std::string_view element) override;
  RoadNetwork take();

 private:
  void begin_net(const Attributes& a);
  void read_location(const Attributes& a);
  void begin_edge(const Attributes& a);
  void begin_road(const Attributes& a, std::string_view function);
  void read_lane(const Attributes& a);
  void add_lane(const Attributes& a, std::int32_t index, double length);
  SumoNetDraft::LaneEnds ends_of(const Attributes& a);
  void end_edge();
  void begin_junction(const Attributes& a);
  void read_request(const Attributes& a);
  void read_connection(const Attributes& a);
  void read_interior_connection(const Attributes& a, const SumoNetDraft::Edge& from);
  void require_junctions() const;
  std::int32_t junction_row(std::string_view id);
  std::int32_t interior_of(std::string_view lane) const;
  std::int32_t lane_of(std::string_view lane) const;
  const SumoNetDraft::Edge* edge_of(std::string_view lane, std::int32_t& index) const;

  FindingList& findings_;
  SumoNetDraft draft_;
  RoadNetwork& network_ = draft_.network;
  SumoSignals signals_;
  SumoPermissions permissions_;
  RowsById junctions_;
  std::vector<bool> junction_read_;
  SumoNetDraft::Edge* edge_ = nullptr;  // that is open
  std::string edge_id_;
  bool in_junction_ = false;
  bool begun_ = false;
  std::vector<double> shape_;
};

void SumoNetworkReader::begin(const Attributes& a) {
  const std::string_view element = a.element();
  if (!begun_) return begin_net(a);
  if (signals_.begin(a)) return;
  if (element == "connection") return read_connection(a);
  if (element == "request") return read_request(a);
  if (element == "lane") return read_lane(a);
  if (element == "edge") return begin_edge(a);
  if (element == "junction") return begin_junction(a);
  if (element == "location") return read_location(a);
  if (element != "param") findings_.pass_over(element);
}

void SumoNetworkReader::end(std::string_view element) {
  if (signals_.end(element)) return;
  if (element == "edge") end_edge();
  if (element == "junction") in_junction_ = false;
}

void SumoNetworkReader::begin_net(const Attributes& a) {
  if (a.element() != "net") {
    throw InputError("begins with the element " + in_quotes(a.element()) + ", a network begins with 'net'",
                     {}, "give a .net.xml; netconvert makes one of plain edges and nodes");
  }
  begun_ = true;
  network_.drives_left = a.flag("lefthand");
}

void SumoNetworkReader::read_location(const Attributes& a) {
  const std::string_view projection = a.text_or("projParameter", "!");
  if (projection.size() > 1) network_.projection = projection;
  std::string_view offset = a.text_or("netOffset", "0,0");
  std::vector<double> point;
  if (!read_shape(offset, point) || point.size() != 3) {
    a.refuse("netOffset is " + in_quotes(offset) + ", must be x,y");
  }
  network_.offset_x = point[0];
  network_.offset_y = point[1];
}

std::int32_t SumoNetworkReader::junction_row(std::string_view id) {
  if (const auto found = junctions_.find(id); found != junctions_.end()) return found->second;
  const std::int32_t row = row_of(network_.junctions.size());
  junctions_.emplace(id, row);
  network_.junctions.emplace_back().id = id;
  junction_read_.push_back(false);
  return row;
}

void SumoNetworkReader::begin_edge(const Attributes& a) {
  if (edge_ != nullptr) a.refuse("stands within the edge " + in_quotes(edge_id_));
  const std::string_view id = a.text("id"), function = a.text_or("function", "normal");
  const auto [place, is_new] = draft_.edges.try_emplace(std::string(id));
  if (!is_new) a.refuse("stands twice");
  edge_ = &place->second;
  edge_id_ = id;
  if (function == "internal") {
    edge_->kind = EdgeKind::interior;
    edge_->row = row_of(draft_.interiors.size());
  } else if (function == "crossing" || function == "walkingarea") {
    edge_->kind = EdgeKind::on_foot;
    findings_.inform(function, in_quotes(id), "is left out: walking is not part of a road network");
  } else {
    begin_road(a, function);
  }
}

void SumoNetworkReader::begin_road(const Attributes& a, std::string_view function) {
  if (function == "connector") {
    findings_.inform("connector", in_quotes(edge_id_), "is kept as a road");
  } else if (function != "normal") {
    findings_.warn("edge", in_quotes(edge_id_),
                   "has the function " + in_quotes(function) + ": kept as a road");
  }
  edge_->row = row_of(network_.links.size());
  Link link;
  link.id = edge_id_;
  link.name = a.text_or("name", "");
  link.type = a.text_or("type", "");
  link.from = junction_row(a.text("from"));
  link.to = junction_row(a.text("to"));
  link.priority = a.whole_or("priority", -1);
  link.first_lane = row_of(network_.lanes.size());
  if (const auto shape = a.find("shape"); shape && !read_shape(*shape, link.path)) {
    a.refuse("shape is " + in_quotes(*shape) + ", must be points x,y");
  }
  network_.links.push_back(std::move(link));
}

void SumoNetworkReader::read_lane(const Attributes& a) {
  if (edge_ == nullptr) a.refuse("stands outside of an edge");
  const std::int32_t index = edge_->lanes++;
  // Inside junctions netconvert numbers lanes wrongly; there their place tells.
  if (edge_->kind == EdgeKind::road && a.whole("index") != index) {
    a.refuse("index is " + in_quotes(a.text("index")) + ", must be " + std::to_string(index) +
             ": lanes count from 0 at the kerb");
  }
  const double length = a.number("length");
  if (length < 0) a.refuse("length is " + shown(length) + ", must be 0 or above");
  const double speed = a.number("speed");
  if (speed < 0) a.refuse("speed is " + shown(speed) + ", must be 0 or above");
  if (edge_->kind == EdgeKind::interior) {
    draft_.interiors.push_back({length, std::max(speed, kClosedSpeed)});
  } else if (edge_->kind == EdgeKind::road) {
    add_lane(a, index, length);
  }
}

void SumoNetworkReader::add_lane(const Attributes& a, std::int32_t index, double length) {
  Link& link = network_.links.back();
  Lane lane;
  lane.allowed = permissions_.of(a, findings_);
  lane.speed = a.number("speed");
  lane.width = a.number_or("width", kSumoLaneWidth);
  if (!(lane.width > 0)) lane.width = kSumoLaneWidth;  // -1 is how SUMO writes the default
  if (lane.speed < kClosedSpeed) {
    findings_.warn("lane", in_quotes(link.id + "_" + std::to_string(index)),
                   "has a speed below " + shown(kClosedSpeed) + " m/s: closed");
    lane.speed = kClosedSpeed;
    lane.allowed = 0;
  }
  network_.lanes.push_back(lane);
  link.lanes = index + 1;
  link.speed = std::max(link.speed, lane.speed);
  if (index == 0) {
    link.length = std::max(length, kShortestLink);
    if (length < kShortestLink) {
      findings_.warn("edge", in_quotes(link.id),
                     "is shorter than " + shown(kShortestLink) + " m: that long instead");
    }
  }
  draft_.lane_ends.push_back(ends_of(a));
}

/// Of a lane's shape the ends only: they tell how far it is to the next lane.
SumoNetDraft::LaneEnds SumoNetworkReader::ends_of(const Attributes& a) {
  std::string_view shape = a.text_or("shape", "");
  const std::string_view first = take_point(shape);
  if (first.empty()) return {};
  std::string_view last = first;
  shape_.clear();
  if (const std::size_t end = shape.find_last_not_of(" \t\r\n"); end != std::string_view::npos) {
    last = shape.substr(0, end + 1);
    last.remove_prefix(std::min(last.find_last_of(" \t\r\n") + 1, last.size()));
  }
  if (!read_shape(first, shape_) || !read_shape(last, shape_)) {
    a.refuse("shape is " + in_quotes(a.text("shape")) + ", must be points x,y");
  }
  SumoNetDraft::LaneEnds ends{};
  ends.known = true;
  std::copy_n(shape_.begin(), 3, ends.begin);
  std::copy_n(shape_.end() - 3, 3, ends.end);
  return ends;
}

void SumoNetworkReader::end_edge() {
  if (edge_ == nullptr) return;
  if (edge_->lanes == 0) throw InputError("edge " + in_quotes(edge_id_) + ": has no lanes");
  edge_ = nullptr;
}

/// The edge of a lane's id: what stands before the last underscore.
const SumoNetDraft::Edge* SumoNetworkReader::edge_of(std::string_view lane, std::int32_t& index) const {
  const std::size_t end = lane.rfind('_');
  if (end == std::string_view::npos) return nullptr;
  const std::optional<std::int32_t> number = whole_number_in(lane.substr(end + 1));
  const auto found = draft_.edges.find(lane.substr(0, end));
  if (!number || found == draft_.edges.end() || *number < 0 || *number >= found->second.lanes) return nullptr;
  index = *number;
  return &found->second;
}

std::int32_t SumoNetworkReader::interior_of(std::string_view lane) const {
  std::int32_t index = 0;
  const SumoNetDraft::Edge* edge = edge_of(lane, index);
  return edge != nullptr && edge->kind == EdgeKind::interior ? edge->row + index : kNone;
}

std::int32_t SumoNetworkReader::lane_of(std::string_view lane) const {
  std::int32_t index = 0;
  const SumoNetDraft::Edge* edge = edge_of(lane, index);
  if (edge == nullptr || edge->kind != EdgeKind::road) return kNone;
  return network_.links[at(edge->row)].first_lane + index;
}

void SumoNetworkReader::begin_junction(const Attributes& a) {
  const std::string_view id = a.text("id"), type = a.text_or("type", "priority");
  if (type == "internal") return;  // where vehicles wait inside: part of the connections
  in_junction_ = true;
  const std::int32_t row = junction_row(id);
  if (junction_read_[at(row)]) a.refuse("stands twice");
  junction_read_[at(row)] = true;
  Junction& junction = network_.junctions[at(row)];
  junction.x = a.number("x");
  junction.y = a.number("y");
  junction.z = a.number_or("z", 0);
  const std::optional<Junction::Control> control = control_of(type);
  if (!control || type.starts_with("rail_") || type == "left_before_right" || type == "zipper") {
    findings_.warn("junction", in_quotes(id),
                   "is of type " + in_quotes(type) + ": " +
                       (control == Junction::Control::open ? "without its barriers and signals"
                                                           : "ruled by its rows of right of way alone"));
  }
  junction.control = control.value_or(Junction::Control::priority);
  SumoNetDraft::Rules& rules = draft_.rules.emplace_back();
  rules.junction = row;
  std::string_view incoming = a.text_or("incLanes", ""), interiors = a.text_or("intLanes", "");
  for (std::string_view word = take_word(incoming); !word.empty(); word = take_word(incoming)) {
    if (const std::int32_t lane = lane_of(word); lane != kNone) rules.incoming.push_back(lane);
  }
  for (std::string_view word = take_word(interiors); !word.empty(); word = take_word(interiors)) {
    rules.interiors.push_back(interior_of(word));
  }
}

void SumoNetworkReader::read_request(const Attributes& a) {
  if (!in_junction_) return;
  draft_.rules.back().requests.push_back(
      {a.whole("index"), std::string(a.text("response")), std::string(a.text("foes"))});
}

void SumoNetworkReader::read_connection(const Attributes& a) {
  const auto from = draft_.edges.find(a.text("from")), to = draft_.edges.find(a.text("to"));
  if (from == draft_.edges.end() || to == draft_.edges.end()) {
    const bool first = from == draft_.edges.end();
    a.refuse("names the edge " + in_quotes(a.text(first ? "from" : "to")) +
             ", which does not stand before it");
  }
  if (from->second.kind == EdgeKind::interior) return read_interior_connection(a, from->second);
  if (from->second.kind == EdgeKind::on_foot || to->second.kind != EdgeKind::road) return;
  Connection c;
  c.from_link = from->second.row;
  c.to_link = to->second.row;
  c.from_lane = a.whole("fromLane");
  c.to_lane = a.whole("toLane");
  const std::string both = in_quotes(std::string(from->first) + " to " + to->first);
  if (c.from_lane < 0 || c.from_lane >= from->second.lanes || c.to_lane < 0 ||
      c.to_lane >= to->second.lanes) {
    a.refuse(both + " names a lane that is not there");
  }
  c.junction = network_.links[at(c.from_link)].to;
  if (network_.links[at(c.to_link)].from != c.junction) {
    findings_.warn("connection", both, "joins edges that do not meet: left out");
    return;
  }
  const std::string_view dir = a.text_or("dir", "s"), state = a.text_or("state", "M");
  const std::optional<Turn> turn = turn_of(dir);
  const std::optional<Right> right = right_of(state);
  if (!turn) findings_.warn("connection", both, "has the direction " + in_quotes(dir) + ": straight instead");
  if (!right) findings_.warn("connection", both, "has the state " + in_quotes(state) + ": minor instead");
  c.turn = turn.value_or(Turn::straight);
  c.right = right.value_or(Right::minor);
  if (const auto signal = a.find("tl"); signal && !signal->empty()) {
    c.signal = signals_.find(*signal);
    c.light = a.whole("linkIndex");
    if (c.signal == kNone || c.light < 0 || c.light >= network_.signals[at(c.signal)].lights) {
      findings_.warn("connection", both, "obeys a light that no program switches: without a signal instead");
      c.signal = c.light = kNone;
    }
  }
  std::int32_t via = kNone;
  if (const auto lane = a.find("via"); lane && !lane->empty()) {
    via = interior_of(*lane);
    if (via == kNone)
      findings_.warn("connection", both, "leads over a lane that is not there: straight instead");
  }
  network_.connections.push_back(std::move(c));
  draft_.via.push_back(via);
}

void SumoNetworkReader::read_interior_connection(const Attributes& a, const SumoNetDraft::Edge& from) {
  const std::int32_t lane = a.whole("fromLane");
  if (lane < 0 || lane >= from.lanes) a.refuse("names a lane that is not there");
  const auto via = a.find("via");
  if (via) draft_.interiors[at(from.row + lane)].next = interior_of(*via);
}

void SumoNetworkReader::require_junctions() const {
  for (std::size_t row = 0; row < junction_read_.size(); ++row) {
    if (junction_read_[row]) continue;
    const auto link = std::find_if(network_.links.begin(), network_.links.end(), [&](const Link& l) {
      return l.from == row_of(row) || l.to == row_of(row);
    });
    throw InputError("edge " + in_quotes(link->id) + ": ends at the junction " +
                     in_quotes(network_.junctions[row].id) + ", which is not there");
  }
}

RoadNetwork SumoNetworkReader::take() {
  require_junctions();
  settle_connections(draft_, findings_);
  return std::move(network_);
}

}  // namespace

RoadNetwork read_sumo_network(std::string_view text, const std::string& name,
                              std::vector<Finding>& findings) {
  FindingList list;
  SumoNetworkReader reader(list);
  read_xml(text, name, reader);
  try {
    RoadNetwork network = reader.take();
    network.name = name;
    std::ranges::move(list.take(), std::back_inserter(findings));
    return network;
  } catch (const InputError& error) {
    if (!error.where().empty()) throw;
    throw InputError(error.what(), name);
  }
}

}  // namespace conurb::transport
