// SPDX-License-Identifier: Apache-2.0
// [COORDINATES], [VERTICES] and [TAGS]: what no calculation needs. A wrong line is passed over.
#include <optional>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

struct Place {
  double x = 0, y = 0;
};

std::optional<Place> place_of(InpReader& in, const InpLine& line, std::string_view section) {
  const auto x = inp_number(line[1]), y = inp_number(line[2]);
  if (x && y) return Place{*x, *y};
  in.findings.warn(section, in_quotes(line[0]), "is no pair of numbers and is passed over");
  return std::nullopt;
}

/// Where the place or tag of no element is.
void pass_over(InpReader& in, std::string_view section, std::string_view id) {
  in.findings.warn(section, in_quotes(id), "is that of no element and is passed over");
}

void read_tag(InpReader& in, const InpLine& line) {
  const bool node = begins(line[0], "NODE");
  if (line.size() < 3 || (!node && !begins(line[0], "LINK"))) {
    in.findings.warn("tag", in_quotes(line[0]), "is neither NODE id tag nor LINK id tag and is passed over");
    return;
  }
  const std::int32_t row = (node ? in.nodes : in.links).find(line[1]);
  if (row == kNone) return pass_over(in, "tag", line[1]);
  (node ? in.network.nodes[at(row)].tag : in.network.links[at(row)].tag) = line[2];
}

}  // namespace

void read_places(InpReader& in) {
  in.each(Section::coordinates, [&](const InpLine& line) {
    const std::int32_t row = in.nodes.find(line[0]);
    if (row == kNone) return pass_over(in, "coordinate", line[0]);
    if (const auto place = place_of(in, line, "coordinate")) {
      in.network.nodes[at(row)].x = place->x;
      in.network.nodes[at(row)].y = place->y;
    }
  });
  in.each(Section::vertices, [&](const InpLine& line) {
    const std::int32_t row = in.links.find(line[0]);
    if (row == kNone) return pass_over(in, "vertex", line[0]);
    if (const auto place = place_of(in, line, "vertex")) {
      std::vector<double>& vertices = in.network.links[at(row)].vertices;
      vertices.push_back(place->x);
      vertices.push_back(place->y);
    }
  });
  in.each(Section::tags, [&](const InpLine& line) { read_tag(in, line); });
}

}  // namespace conurb::water
