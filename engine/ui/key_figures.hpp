// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/texts.hpp"
#include "engine/sim/compare.hpp"
#include "engine/ui/pieces.hpp"

namespace conurb::ui {

/// A key figure as tiles show it; `compared`: with its difference to the base.
[[nodiscard]] KeyFigure key_figure(const sim::ComparedKpi& kpi, bool compared, const Texts& texts);

}  // namespace conurb::ui
