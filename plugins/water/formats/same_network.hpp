// SPDX-License-Identifier: Apache-2.0
// Whether two networks are the same, field by field: values that are not given equal each other, as no
// numbers do not.
#pragma once

#include "plugins/water/formats/inp.hpp"
#include "plugins/water/network.hpp"

namespace conurb::water {

[[nodiscard]] bool same(const Pattern& a, const Pattern& b);
[[nodiscard]] bool same(const Curve& a, const Curve& b);
[[nodiscard]] bool same(const Node& a, const Node& b);
[[nodiscard]] bool same(const Link& a, const Link& b);
[[nodiscard]] bool same(const Control& a, const Control& b);
[[nodiscard]] bool same(const Rule& a, const Rule& b);
[[nodiscard]] bool same(const QualitySource& a, const QualitySource& b);
[[nodiscard]] bool same(const HydraulicOptions& a, const HydraulicOptions& b);
[[nodiscard]] bool same(const TimeOptions& a, const TimeOptions& b);
[[nodiscard]] bool same(const EnergyOptions& a, const EnergyOptions& b);
[[nodiscard]] bool same(const QualityOptions& a, const QualityOptions& b);
[[nodiscard]] bool same(const SupplyNetwork& a, const SupplyNetwork& b);
[[nodiscard]] bool same(const InpFile& a, const InpFile& b);

}  // namespace conurb::water
