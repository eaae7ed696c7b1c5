// SPDX-License-Identifier: Apache-2.0
// [PATTERNS] and [CURVES]. What the points of a curve are, those tell who use it; they are converted last.
#include <algorithm>
#include <array>
#include <utility>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr std::array<std::pair<std::string_view, Curve::Kind>, 5> kCurveWords = {{
    {"PUMP", Curve::Kind::pump_head},
    {"EFFIC", Curve::Kind::efficiency},
    {"VOLUME", Curve::Kind::volume},
    {"HEADLOSS", Curve::Kind::head_loss},
    {"VALVE", Curve::Kind::opening},
}};

void check_ascending(const InpReader& in, std::size_t row) {
  const Curve& curve = in.network.curves[row];
  for (std::size_t i = 1; i < curve.x.size(); ++i) {
    if (curve.x[i] > curve.x[i - 1]) continue;
    in.refuse(
        in.curve_lines[row],
        "curve " + in_quotes(curve.id) + " goes from x " + shown(curve.x[i - 1]) + " to " + shown(curve.x[i]),
        "sort its points by ascending x, each once");
  }
}

/// The head of a pump falls as its flow grows, else the flow has no answer.
void check_falling(const InpReader& in, std::size_t row) {
  const Curve& curve = in.network.curves[row];
  const std::string name = "pump curve " + in_quotes(curve.id);
  if (curve.x.size() == 1 && !(curve.x[0] > 0 && curve.y[0] > 0)) {
    in.refuse(in.curve_lines[row], name + " is one point without flow or head",
              "give the point of best efficiency");
  }
  for (std::size_t i = 1; i < curve.y.size(); ++i) {
    if (curve.y[i] < curve.y[i - 1]) continue;
    in.refuse(in.curve_lines[row],
              name + " does not fall from head " + shown(curve.y[i - 1]) + " to " + shown(curve.y[i]),
              "the head must fall as the flow grows");
  }
}

void check_growing(const InpReader& in, std::size_t row) {
  const Curve& curve = in.network.curves[row];
  for (std::size_t i = 0; i < curve.y.size(); ++i) {
    if (curve.y[i] < 0 || (i > 0 && curve.y[i] < curve.y[i - 1])) {
      in.refuse(in.curve_lines[row], "volume curve " + in_quotes(curve.id) + " has the volume " +
                                         shown(curve.y[i]) + " above a greater one or below 0");
    }
  }
}

}  // namespace

Curve::Kind curve_kind_of(std::string_view word) {
  for (const auto& [keyword, kind] : kCurveWords) {
    if (begins(word, keyword)) return kind;
  }
  return Curve::Kind::unused;
}

void read_patterns(InpReader& in) {
  std::vector<Pattern>& patterns = in.network.patterns;
  in.each(Section::patterns, [&](const InpLine& line) {
    std::int32_t row = in.patterns.find(line[0]);
    if (row == kNone) {
      row = row_of(patterns.size());
      in.add_id(in.patterns, line[0], line.number, "pattern");
      patterns.push_back({std::string(line[0]), {}, line.remark()});
    }
    if (line.size() < 2) in.refuse(line, "pattern " + in_quotes(line[0]) + " has no factor");
    std::vector<double>& factors = patterns[at(row)].factors;
    for (std::size_t i = 1; i < line.size(); ++i) factors.push_back(in.number(line, i, "factor"));
  });
  in.network.hydraulics.default_pattern = in.patterns.find(in.file.default_pattern);
}

void read_curves(InpReader& in) {
  std::vector<Curve>& curves = in.network.curves;
  in.each(Section::curves, [&](const InpLine& line) {
    std::int32_t row = in.curves.find(line[0]);
    if (row == kNone) {
      row = row_of(curves.size());
      in.add_id(in.curves, line[0], line.number, "curve");
      in.curve_lines.push_back(line.number);
      curves.push_back({std::string(line[0]), curve_kind_of(line.remark()), {}, {}, line.remark()});
    }
    Curve& curve = curves[at(row)];
    curve.x.push_back(in.number(line, 1, "x"));
    curve.y.push_back(in.number(line, 2, "y"));
    if (line.size() > 3) curve.kind = curve_kind_of(line[3]);
  });
  for (std::size_t row = 0; row < curves.size(); ++row) check_ascending(in, row);
  in.curve_used.resize(curves.size());
}

std::int32_t used_curve(InpReader& in, std::int32_t row, Curve::Kind kind) {
  std::vector<Curve>& curves = in.network.curves;
  const std::string id = curves[at(row)].id;
  if (!in.curve_used[at(row)]) {
    in.curve_used[at(row)] = true;
    curves[at(row)].kind = kind;
  }
  if (curves[at(row)].kind == kind) return row;
  // Clones have the name of the first; there is one for each kind at most.
  const std::string key = id + '\n' + std::to_string(static_cast<int>(kind));
  const auto [clone, fresh] = in.curve_clones.emplace(key, row_of(curves.size()));
  if (fresh) {
    in.findings.warn("curve", in_quotes(id), "serves for two things of different units; it is taken twice");
    Curve copy = curves[at(row)];
    copy.kind = kind;
    curves.push_back(std::move(copy));
    in.curve_lines.push_back(in.curve_lines[at(row)]);
    in.curve_used.push_back(true);
  }
  return clone->second;
}

void convert_curves(InpReader& in) {
  for (std::size_t row = 0; row < in.network.curves.size(); ++row) {
    Curve& curve = in.network.curves[row];
    if (in.curve_used[row] && curve.kind == Curve::Kind::pump_head) check_falling(in, row);
    if (in.curve_used[row] && curve.kind == Curve::Kind::volume) check_growing(in, row);
    const CurveScale scale = curve_scale(in.scales, curve.kind);
    for (double& x : curve.x) x *= scale.x;
    for (double& y : curve.y) y *= scale.y;
  }
}

void check_tanks(InpReader& in) {
  constexpr double kLevelSlack = 1e-6 * kFoot;
  for (const Node& node : in.network.nodes) {
    if (node.volume_curve == kNone) continue;
    const std::vector<double>& level = in.network.curves[at(node.volume_curve)].x;
    if (node.lowest_level >= level.front() - kLevelSlack && node.highest_level <= level.back() + kLevelSlack)
      continue;
    in.refuse(in.curve_lines[at(node.volume_curve)],
              "tank " + in_quotes(node.id) + " has levels from " +
                  shown(node.lowest_level / in.scales.length) + " to " +
                  shown(node.highest_level / in.scales.length) + ", its volume curve goes from " +
                  shown(level.front() / in.scales.length) + " to " + shown(level.back() / in.scales.length),
              "let the curve reach from the lowest to the highest level");
  }
}

}  // namespace conurb::water
