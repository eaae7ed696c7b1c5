// SPDX-License-Identifier: Apache-2.0
// What is written on a picture that leaves the room: what is seen, of when, in which scenarios, what the
// colours say, the key figures, and whose data it is.
#pragma once

#include <string>
#include <vector>

#include "engine/ui/pieces.hpp"

namespace conurb::ui {

struct Caption {
  std::string title;     ///< the city
  std::string subtitle;  ///< "20 034 people · 5 793 buildings"
  std::string moment;    ///< in the city's zone
  struct Scenario {
    int letter = 0;  ///< 0 A … 3 D
    std::string name;
    double left = 0, right = 1;  ///< its part of the picture's width
  };
  std::vector<Scenario> scenarios;  ///< named where there are two or more
  bool swipe = false;               ///< the scenarios are parted by a line
  std::vector<scene::Legend> legends;
  std::vector<KeyFigure> figures;
  std::string attribution;
};

/// Draws over the whole of the surface's frame; what does not fit in a small picture is left out, the least
/// needed first: key figures, legends, subtitle.
void draw_caption(Surface& surface, view::Size size, const Caption& caption);

}  // namespace conurb::ui
