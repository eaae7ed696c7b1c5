// SPDX-License-Identifier: Apache-2.0
// [PIPES], [PUMPS] and [LEAKAGE].
#include <array>
#include <utility>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr double kShortestPipe = 0.01;  // m: what a pipe of length 0 becomes

/// Sizes that EPANET 2.3 gives a pipe whose line ends before them, in the units of the file.
struct UsualPipe {
  double length, diameter, roughness;
};
UsualPipe usual_pipe(const InpReader& in) {
  const bool metric = is_metric(in.file.units.flow);
  const HeadLossLaw law = in.network.hydraulics.law;
  const double roughness = law == HeadLossLaw::hazen_williams   ? 130
                           : law == HeadLossLaw::darcy_weisbach ? 0.0005
                                                                : 0.01;
  return {metric ? 100.0 : 330.0, metric ? 254.0 : 10.0, roughness};
}

/// The status or the check valve that a word of a pipe names. False for another word.
bool take_status(Link& pipe, std::string_view word) {
  if (begins(word, "CV")) {
    pipe.check_valve = true;
  } else if (begins(word, "CLOSED")) {
    pipe.initial_status = LinkStatus::closed;
  } else if (!begins(word, "OPEN")) {
    return false;
  }
  return true;
}

void read_pipe(InpReader& in, const InpLine& line) {
  Link& pipe = add_link(in, line, LinkKind::pipe);
  const UsualPipe usual = usual_pipe(in);
  if (line.size() < 6) {
    in.findings.warn("pipe", in_quotes(pipe.id), "lacks sizes, which are taken as EPANET 2.3 has them");
  }
  const double length = line.size() > 3 ? in.not_negative(line, 3, "length") : usual.length;
  const double diameter = line.size() > 4 ? in.positive(line, 4, "diameter") : usual.diameter;
  const double roughness = line.size() > 5 ? in.positive(line, 5, "roughness") : usual.roughness;
  pipe.length = length * in.scales.length;
  pipe.diameter = diameter * in.scales.diameter;
  pipe.roughness = roughness * in.scales.roughness;
  if (length == 0) {
    in.findings.warn("pipe", in_quotes(pipe.id),
                     "has the length 0, which EPANET refuses; it is taken for 0.01 m");
    pipe.length = kShortestPipe / in.scales.length * in.scales.length;  // a number that a file can say
  }
  if (line.size() == 7 && take_status(pipe, line[6])) return;
  if (line.size() > 6) pipe.minor_loss = in.not_negative(line, 6, "minor loss");
  if (line.size() > 7 && !take_status(pipe, line[7])) {
    in.refuse(line, "pipe " + in_quotes(pipe.id) + " has the status " + in_quotes(line[7]),
              "write OPEN, CLOSED or CV");
  }
}

/// A head curve of its own, as version 1 wrote pumps: h1 q1, or h0 h1 q1 h2 q2.
std::int32_t curve_of_numbers(InpReader& in, const InpLine& line) {
  std::array<double, 5> numbers = {};
  const std::size_t count = line.size() - 3;
  for (std::size_t i = 0; i < numbers.size() && i < count; ++i)
    numbers[i] = in.number(line, 3 + i, "head curve");
  Curve curve;
  curve.id = in.new_curve_id(line[0]);
  curve.kind = Curve::Kind::pump_head;
  if (count == 2) {
    curve.x = {numbers[1]};
    curve.y = {numbers[0]};
  } else if (count >= 5) {
    curve.x = {0, numbers[2], numbers[4]};
    curve.y = {numbers[0], numbers[1], numbers[3]};
    if (!(numbers[2] > 0 && numbers[4] > numbers[2])) {
      in.refuse(line, "pump " + in_quotes(line[0]) + " has flows that do not grow", "write h0 h1 q1 h2 q2");
    }
  } else {
    in.refuse(line, "pump " + in_quotes(line[0]) + " has " + std::to_string(count) + " numbers",
              "write POWER p, or HEAD and the name of a curve");
  }
  return in.add_curve(std::move(curve), line.number);
}

void read_old_pump(InpReader& in, const InpLine& line, Link& pump) {
  in.findings.warn("pump", in_quotes(pump.id),
                   "is described by numbers, as in version 1; its curve is made of them");
  if (line.size() == 4) {
    pump.power = in.positive(line, 3, "power") * in.scales.power;
  } else {
    pump.head_curve = curve_of_numbers(in, line);
  }
}

void read_pump(InpReader& in, const InpLine& line) {
  Link& pump = add_link(in, line, LinkKind::pump);
  if (line.size() > 3 && inp_number(line[3])) {
    read_old_pump(in, line, pump);
    return;
  }
  for (std::size_t word = 3; word + 1 < line.size(); word += 2) {
    const std::size_t value = word + 1;
    if (begins(line[word], "POWE")) {
      pump.power = in.positive(line, value, "power") * in.scales.power;
    } else if (begins(line[word], "HEAD")) {
      pump.head_curve = used_curve(in, in.curve(line, value), Curve::Kind::pump_head);
    } else if (begins(line[word], "PATT")) {
      pump.speed_pattern = in.pattern(line, value);
    } else if (begins(line[word], "SPEE")) {
      pump.speed = in.not_negative(line, value, "speed");
    } else {
      in.refuse(line, "pump " + in_quotes(pump.id) + " has " + in_quotes(line[word]),
                "HEAD, POWER, SPEED and PATTERN are known");
    }
  }
  if (pump.head_curve == kNone && pump.power == 0) {
    in.refuse(line, "pump " + in_quotes(pump.id) + " has neither HEAD nor POWER",
              "name a curve or give a power");
  }
  if (pump.head_curve != kNone && pump.power != 0) {
    in.findings.warn("pump", in_quotes(pump.id), "has a curve and a power; the power is passed over");
    pump.power = 0;
  }
}

}  // namespace

Link& add_link(InpReader& in, const InpLine& line, LinkKind kind) {
  const std::string_view name = kind == LinkKind::pipe ? "pipe" : kind == LinkKind::pump ? "pump" : "valve";
  std::vector<Link>& links = in.network.links;
  in.add_id(in.links, line[0], line.number, name);
  const std::int32_t from = in.node(line, 1), to = in.node(line, 2);
  if (from == to) {
    in.refuse(line,
              std::string(name) + " " + in_quotes(line[0]) + " begins and ends at " + in_quotes(line[1]));
  }
  Link& link = links.emplace_back();
  link.id = line[0];
  link.kind = kind;
  link.from = from;
  link.to = to;
  link.comment = line.comment;
  return link;
}

void read_pipes(InpReader& in) {
  in.each(Section::pipes, [&](const InpLine& line) { read_pipe(in, line); });
}

void read_pumps(InpReader& in) {
  in.each(Section::pumps, [&](const InpLine& line) { read_pump(in, line); });
}

void read_leakage(InpReader& in) {
  in.each(Section::leakage, [&](const InpLine& line) {
    Link& link = in.network.links[at(in.link(line, 0))];
    if (link.kind != LinkKind::pipe) {
      in.findings.warn("leakage", in_quotes(line[0]), "is that of a pump or valve and is passed over");
      return;
    }
    link.leak_area = in.not_negative(line, 1, "leak area") * in.scales.leak_area;
    link.leak_expansion = in.not_negative(line, 2, "leak expansion") * in.scales.leak_expansion;
  });
}

}  // namespace conurb::water
