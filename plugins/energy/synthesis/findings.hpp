// SPDX-License-Identifier: Apache-2.0
// Gathers what is to be told; of things alike, the first few and how many more there are.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy::synthesis {

class Findings {
 public:
  static constexpr std::size_t kMostAlike = 10;

  /// `kind` names things alike and is what the closing line says of the rest: "buildings far from streets".
  void warn(const char* kind, std::string object, std::string text) {
    add(kind, {Finding::Level::warning, std::move(object), std::move(text)});
  }
  void tell(const char* kind, std::string object, std::string text) {
    add(kind, {Finding::Level::info, std::move(object), std::move(text)});
  }
  /// Of one building, by its place in the columns.
  void warn(const char* kind, std::size_t building, std::string text) {
    add(kind, of_building(Finding::Level::warning, building, std::move(text)));
  }
  void tell(const char* kind, std::size_t building, std::string text) {
    add(kind, of_building(Finding::Level::info, building, std::move(text)));
  }

  [[nodiscard]] std::vector<Finding> take() {
    for (const auto& [kind, count] : counts_) {
      if (count > kMostAlike)
        list_.push_back({Finding::Level::info, "city",
                         std::to_string(count - kMostAlike) + " more " + kind + " are not listed"});
    }
    counts_.clear();
    return std::move(list_);
  }

 private:
  static Finding of_building(Finding::Level level, std::size_t building, std::string text) {
    return {level, "building " + std::to_string(building), std::move(text), row_of(building)};
  }
  void add(const char* kind, Finding finding) {
    if (++count_of(kind) <= kMostAlike) list_.push_back(std::move(finding));
  }
  std::size_t& count_of(const std::string& kind) {
    for (auto& [name, count] : counts_)
      if (name == kind) return count;
    return counts_.emplace_back(kind, 0).second;
  }

  std::vector<Finding> list_;
  std::vector<std::pair<std::string, std::size_t>> counts_;  ///< few, in the order of their coming
};

}  // namespace conurb::energy::synthesis
