// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/key_figures.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/base/number_text.hpp"

namespace conurb::ui {

KeyFigure key_figure(const sim::ComparedKpi& kpi, bool compared, const Texts& texts) {
  KeyFigure figure;
  figure.label = kpi.label;
  figure.value = sim::readable(kpi.other);
  figure.unit = unit_text(kpi.unit);
  if (!compared || std::isnan(kpi.difference)) return figure;
  figure.against = texts("compare.against", {{"name", texts("compare.base")}});
  if (std::isnan(kpi.percent))
    figure.difference = sim::readable(kpi.difference);
  else
    figure.difference = fmt::format("{}{} %", kpi.percent > 0 ? "+" : "",
                                    number_text(kpi.percent, std::abs(kpi.percent) < 10 ? 1 : 0));
  if (kpi.verdict == sim::Verdict::better) figure.verdict = KeyFigure::Verdict::better;
  if (kpi.verdict == sim::Verdict::worse) figure.verdict = KeyFigure::Verdict::worse;
  return figure;
}

}  // namespace conurb::ui
