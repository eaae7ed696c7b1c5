// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/city_roads.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plugins/transport/table_rows.hpp"
#include "plugins/transport/words.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Table;

constexpr float kShortest = 1, kLongest = 1e5F;  // m; the flow model counts whole millimetres
constexpr std::int32_t kMostLanes = 20;

Milliseconds ms_of(double seconds) {
  return static_cast<Milliseconds>(std::lround(std::clamp(seconds, 0.0, 1.9e6) * 1e3));
}

class RoadReader {
 public:
  RoadReader(const sdk::Host& host, const sdk::View& view, std::vector<RowFinding>& findings)
      : host_(host), view_(view), findings_(findings) {}

  CityRoads read() {
    junctions();
    links();
    lanes();
    signals();
    connections();
    stops();
    return std::move(roads_);
  }

 private:
  template <class T>
  [[nodiscard]] std::span<const T> column(Column name) const {
    return view_.read<T>(name);
  }
  [[nodiscard]] std::size_t rows(Table table) const {
    return static_cast<std::size_t>(view_.table(table).rows);
  }
  [[nodiscard]] bool alive(Table table, std::size_t row) const { return view_.table(table).alive[row] != 0; }
  [[nodiscard]] bool leads_to(Table table, std::int32_t row) const {
    return row >= 0 && at(row) < rows(table) && alive(table, at(row));
  }
  [[nodiscard]] std::string text(Column name, std::int32_t code) const {
    return code < 0 ? std::string() : std::string(host_.text(name, code));
  }
  void find(Table table, std::size_t row, const char* code, std::string words) {
    findings_.push_back(
        {static_cast<std::uint32_t>(table), static_cast<std::int64_t>(row), code, std::move(words)});
  }

  /// A row of a list column.
  template <class T>
  [[nodiscard]] std::span<const T> list(Column name, std::size_t row) const {
    const std::int64_t* const offsets = view_.column(name).offsets;
    const auto first = static_cast<std::size_t>(offsets[row]);
    return view_.read<T>(name).subspan(first, static_cast<std::size_t>(offsets[row + 1]) - first);
  }

  void junctions() {
    const auto control = column<std::int32_t>(Column::road_node_control);
    roads_.net.junctions.resize(rows(Table::road_node));
    for (std::size_t row = 0; row < roads_.net.junctions.size(); ++row) {
      Junction& junction = roads_.net.junctions[row];
      const auto place = list<double>(Column::road_node_shape, row);
      if (place.size() >= 2) junction.x = place[0], junction.y = place[1];
      junction.control =
          meaning<Junction::Control>(kControlWords, text(Column::road_node_control, control[row]))
              .value_or(Junction::Control::priority);
    }
  }

  /// Links of which there are lanes.
  void links() {
    const auto lane_link = column<std::int32_t>(Column::road_lane_link);
    std::vector<std::int32_t> lanes(rows(Table::road_link), 0);
    for (std::size_t lane = 0; lane < rows(Table::road_lane); ++lane) {
      if (!alive(Table::road_lane, lane)) continue;
      if (leads_to(Table::road_link, lane_link[lane]))
        ++lanes[at(lane_link[lane])];
      else
        find(Table::road_lane, lane, "no_link", "is part of no link: it is left out");
    }
    const auto from = column<std::int32_t>(Column::road_link_from),
               to = column<std::int32_t>(Column::road_link_to);
    const auto length = column<float>(Column::road_link_length);
    const auto priority = column<std::int32_t>(Column::road_link_priority);
    roads_.link_of_row.assign(lanes.size(), kNone);
    for (std::size_t row = 0; row < lanes.size(); ++row) {
      if (lanes[row] == 0 || !alive(Table::road_link, row)) continue;
      if (!(length[row] >= 0 && length[row] < kLongest)) {
        find(Table::road_link, row, "no_length", "has lanes and no length below 100 km: nobody drives there");
        continue;
      }
      if (length[row] < kShortest)
        find(Table::road_link, row, "short", "is shorter than 1 m: it counts as 1 m");
      if (lanes[row] > kMostLanes)
        find(Table::road_link, row, "lanes", "has more than 20 lanes: the others are left out");
      Link link;
      link.id = std::to_string(row);
      link.from = leads_to(Table::road_node, from[row]) ? from[row] : kNone;
      link.to = leads_to(Table::road_node, to[row]) ? to[row] : kNone;
      link.lanes = std::min(lanes[row], kMostLanes);
      link.length = std::max(static_cast<double>(length[row]), static_cast<double>(kShortest));
      link.priority = priority[row];
      roads_.link_of_row[row] = row_of(roads_.net.links.size());
      roads_.link_row.push_back(row_of(row));
      roads_.net.links.push_back(std::move(link));
    }
  }

  /// Lanes of a link follow each other from the kerb.
  void lanes() {
    const auto link_row = column<std::int32_t>(Column::road_lane_link);
    const auto position = column<std::int32_t>(Column::road_lane_position);
    const auto allowed = column<std::int32_t>(Column::road_lane_allowed);
    const auto speed = column<double>(Column::road_lane_speed),
               width = column<double>(Column::road_lane_width);
    std::vector<std::int32_t> order;
    lane_of_row_.assign(rows(Table::road_lane), kNone);
    for (std::size_t row = 0; row < lane_of_row_.size(); ++row)
      if (alive(Table::road_lane, row) && leads_to(Table::road_link, link_row[row]) &&
          roads_.link_of_row[at(link_row[row])] != kNone)
        order.push_back(row_of(row));
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
      const std::int32_t link_a = link_row[at(a)], link_b = link_row[at(b)];
      return link_a != link_b ? link_a < link_b : position[at(a)] < position[at(b)];
    });
    std::vector<Link>& links = roads_.net.links;
    for (const std::int32_t row : order) {
      const std::int32_t owner = roads_.link_of_row[at(link_row[at(row)])];
      Link& link = links[at(owner)];
      const std::int32_t lane = row_of(roads_.net.lanes.size());
      if (owner != last_owner_) link.first_lane = lane;
      last_owner_ = owner;
      if (lane - link.first_lane >= link.lanes) continue;
      lane_of_row_[at(row)] = lane;
      link_of_lane_.push_back(owner);
      const auto classes = classes_of(text(Column::road_lane_allowed, allowed[at(row)]));
      if (!classes) find(Table::road_lane, at(row), "no_class", "its users are no classes: all may use it");
      Lane made{classes.value_or(kEveryClass), speed[at(row)], width[at(row)]};
      if (!(made.speed >= 0.1 && made.speed <= 150)) {
        find(Table::road_lane, at(row), "no_speed", "has no speed: 50 km/h");
        made.speed = 50 / 3.6;
      }
      link.speed = std::max(link.speed, made.speed);
      roads_.net.lanes.push_back(made);
    }
  }

  void signals() {
    const auto name = column<std::int32_t>(Column::traffic_signal_name);
    const auto lights = column<std::int32_t>(Column::traffic_signal_lights);
    signal_of_row_.assign(rows(Table::traffic_signal), kNone);
    for (std::size_t row = 0; row < signal_of_row_.size(); ++row) {
      if (!alive(Table::traffic_signal, row)) continue;
      signal_of_row_[row] = row_of(roads_.net.signals.size());
      roads_.signal_row.push_back(row_of(row));
      Signal signal;
      signal.id = text(Column::traffic_signal_name, name[row]);
      signal.lights = lights[row];
      roads_.net.signals.push_back(std::move(signal));
    }
    programs();
    for (Signal& signal : roads_.net.signals)
      if (signal.programs.empty())
        signal.programs.push_back({"off", SignalProgram::Kind::off, 0, 3, {}});  // as without a signal
  }

  void programs() {
    const auto of = column<std::int32_t>(Column::signal_program_signal),
               name = column<std::int32_t>(Column::signal_program_name),
               kind = column<std::int32_t>(Column::signal_program_kind);
    const auto offset = column<double>(Column::signal_program_offset),
               gap = column<double>(Column::signal_program_max_gap);
    std::vector<std::vector<Phase>> phases = phases_of_programs();
    roads_.program_of_row.assign(rows(Table::signal_program), kNone);
    for (std::size_t row = 0; row < phases.size(); ++row) {
      if (!alive(Table::signal_program, row)) continue;
      if (!leads_to(Table::traffic_signal, of[row])) {
        find(Table::signal_program, row, "no_signal", "belongs to no signal: it is left out");
        continue;
      }
      Signal& signal = roads_.net.signals[at(signal_of_row_[at(of[row])])];
      SignalProgram program{
          text(Column::signal_program_name, name[row]),
          meaning<SignalProgram::Kind>(kProgramWords, text(Column::signal_program_kind, kind[row]))
              .value_or(SignalProgram::Kind::fixed),
          ms_of(offset[row]), gap[row], std::move(phases[row])};
      repair(row, signal, program);
      roads_.program_of_row[row] = row_of(signal.programs.size());
      signal.programs.push_back(std::move(program));
    }
  }

  [[nodiscard]] std::vector<std::vector<Phase>> phases_of_programs() {
    const auto program = column<std::int32_t>(Column::signal_phase_program);
    const auto duration = column<double>(Column::signal_phase_duration),
               shortest = column<double>(Column::signal_phase_shortest),
               longest = column<double>(Column::signal_phase_longest);
    std::vector<std::vector<Phase>> phases(rows(Table::signal_program));
    for (std::size_t row = 0; row < rows(Table::signal_phase); ++row) {
      if (!alive(Table::signal_phase, row) || !leads_to(Table::signal_program, program[row])) continue;
      Phase phase{ms_of(duration[row]), ms_of(shortest[row]), ms_of(longest[row]), {}, {}};
      for (const std::uint8_t light : list<std::uint8_t>(Column::signal_phase_lights, row))
        phase.lights.push_back(static_cast<Light>(light < kLights ? light : 0));
      const auto following = list<std::int32_t>(Column::signal_phase_following, row);
      phase.following.assign(following.begin(), following.end());
      phases[at(program[row])].push_back(std::move(phase));
    }
    return phases;
  }

  /// A program that cannot run is one that is off.
  void repair(std::size_t row, const Signal& signal, SignalProgram& program) {
    std::int64_t cycle = 0;
    bool fits = true;
    for (const Phase& phase : program.phases) {
      cycle += phase.duration;
      fits = fits && row_of(phase.lights.size()) == signal.lights;
      for (const std::int32_t next : phase.following)
        fits = fits && next >= 0 && at(next) < program.phases.size();
    }
    if (program.kind == SignalProgram::Kind::off || (fits && cycle > 0 && cycle <= 86'400'000)) return;
    find(Table::signal_program, row, "no_program",
         fits ? "has no cycle above 0 and at most a day: it is off"
              : "has phases that do not fit the lights of its signal or each other: it is off");
    program.kind = SignalProgram::Kind::off;
    program.phases.clear();
  }

  void connections() {
    const auto from = column<std::int32_t>(Column::road_connection_from_lane),
               to = column<std::int32_t>(Column::road_connection_to_lane);
    std::vector<std::int32_t> order;
    for (std::size_t row = 0; row < rows(Table::road_connection); ++row) {
      if (!alive(Table::road_connection, row)) continue;
      if (is_lane(from[row]) && is_lane(to[row]))
        order.push_back(row_of(row));
      else
        find(Table::road_connection, row, "no_lane", "leads from or to no lane: it is left out");
    }
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
      return link_of_lane_[at(lane_of_row_[at(from[at(a)])])] <
             link_of_lane_[at(lane_of_row_[at(from[at(b)])])];
    });
    connection_of_row_.assign(rows(Table::road_connection), kNone);
    for (std::size_t i = 0; i < order.size(); ++i) connection_of_row_[at(order[i])] = row_of(i);
    for (const std::int32_t row : order) roads_.net.connections.push_back(connection_of(at(row)));
  }

  [[nodiscard]] bool is_lane(std::int32_t row) const {
    return row >= 0 && at(row) < lane_of_row_.size() && lane_of_row_[at(row)] != kNone;
  }

  [[nodiscard]] Connection connection_of(std::size_t row) {
    const auto i32 = [&](Column name) { return column<std::int32_t>(name)[row]; };
    const std::int32_t from = lane_of_row_[at(i32(Column::road_connection_from_lane))],
                       to = lane_of_row_[at(i32(Column::road_connection_to_lane))];
    Connection c;
    c.from_link = link_of_lane_[at(from)];
    c.from_lane = from - roads_.net.links[at(c.from_link)].first_lane;
    c.to_link = link_of_lane_[at(to)];
    c.to_lane = to - roads_.net.links[at(c.to_link)].first_lane;
    const std::int32_t node = i32(Column::road_connection_node);
    c.junction = leads_to(Table::road_node, node) ? node : kNone;
    c.turn = meaning<Turn>(kTurnWords, text(Column::road_connection_turn, i32(Column::road_connection_turn)))
                 .value_or(Turn::straight);
    c.right = meaning<Right>(kRightWords, text(Column::road_connection_right_of_way,
                                               i32(Column::road_connection_right_of_way)))
                  .value_or(Right::major);
    const double length = column<double>(Column::road_connection_length)[row];
    const double speed = column<double>(Column::road_connection_speed)[row];
    c.length = std::isfinite(length) ? std::clamp(length, 0.0, 9999.0) : 0;
    c.speed = std::isfinite(speed) ? std::max(speed, 0.0) : 0;
    const std::int32_t signal = i32(Column::road_connection_signal),
                       light = i32(Column::road_connection_light);
    if (leads_to(Table::traffic_signal, signal)) {
      const std::int32_t row_of_signal = signal_of_row_[at(signal)];
      if (light >= 0 && light < roads_.net.signals[at(row_of_signal)].lights) {
        c.signal = row_of_signal;
        c.light = light;
      } else {
        find(Table::road_connection, row, "no_light", "its signal has no such light: it goes by the rule");
      }
    }
    c.yields_to = others(Column::road_connection_yields_to, row);
    c.crosses = others(Column::road_connection_crosses, row);
    return c;
  }

  [[nodiscard]] std::vector<std::int32_t> others(Column name, std::size_t row) const {
    std::vector<std::int32_t> rows;
    for (const std::int32_t other : list<std::int32_t>(name, row))
      if (other >= 0 && at(other) < connection_of_row_.size() && connection_of_row_[at(other)] != kNone)
        rows.push_back(connection_of_row_[at(other)]);
    return rows;
  }

  void stops() {
    const auto link = column<std::int32_t>(Column::road_stop_link),
               lane = column<std::int32_t>(Column::road_stop_lane),
               kind = column<std::int32_t>(Column::road_stop_kind);
    const auto begin = column<double>(Column::road_stop_begin), end = column<double>(Column::road_stop_end);
    roads_.stop_of_row.assign(rows(Table::road_stop), kNone);
    for (std::size_t row = 0; row < roads_.stop_of_row.size(); ++row) {
      if (!alive(Table::road_stop, row)) continue;
      if (!leads_to(Table::road_link, link[row]) || roads_.link_of_row[at(link[row])] == kNone) {
        find(Table::road_stop, row, "no_link", "lies at no link where one drives: it is left out");
        continue;
      }
      roads_.stop_of_row[row] = row_of(roads_.net.stops.size());
      roads_.net.stops.push_back({{},
                                  {},
                                  roads_.link_of_row[at(link[row])],
                                  lane[row],
                                  begin[row],
                                  end[row],
                                  meaning<Stop::Kind>(kStopWords, text(Column::road_stop_kind, kind[row]))
                                      .value_or(Stop::Kind::bus)});
    }
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  std::vector<RowFinding>& findings_;
  CityRoads roads_;
  std::vector<std::int32_t> lane_of_row_, link_of_lane_, signal_of_row_, connection_of_row_;
  std::int32_t last_owner_ = kNone;
};

}  // namespace

bool has_roads(const sdk::View& view) {
  return view.table(Table::road_lane).alive_rows > 0;
}

CityRoads city_roads(const sdk::Host& host, const sdk::View& view, std::vector<RowFinding>& findings) {
  return RoadReader(host, view, findings).read();
}

void add_paths(const sdk::Host& host, const sdk::View& view, const std::vector<std::int32_t>& link_row,
               RoadNetwork& roads) {
  const TableRows links(host, view, Table::road_link);
  for (std::size_t i = 0; i < roads.links.size(); ++i) {
    const auto points = links.shape(Column::road_link_shape, at(link_row[i]));
    for (std::size_t k = 0; k + 1 < points.size(); k += 2)
      roads.links[i].path.insert(roads.links[i].path.end(), {points[k], points[k + 1], 0.0});
  }
}

}  // namespace conurb::transport
