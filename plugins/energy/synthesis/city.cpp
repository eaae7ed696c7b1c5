// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/city.hpp"

#include <algorithm>

namespace conurb::energy {

void CityStreets::add(std::int32_t from_node, std::int32_t to_node, std::span<const double> places,
                      Passage kind) {
  nodes = std::max({nodes, from_node + 1, to_node + 1});
  from.push_back(from_node);
  to.push_back(to_node);
  passage.push_back(kind);
  path.insert(path.end(), places.begin(), places.end());
  first.push_back(path.size() / 2);
}

}  // namespace conurb::energy
