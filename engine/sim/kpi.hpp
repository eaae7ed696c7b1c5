// SPDX-License-Identifier: Apache-2.0
// Key figures of a run: each plugin declares expressions over columns and how they add up over time; the
// meter follows them from exchange to exchange.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/city/expression.hpp"
#include "engine/host/manifest.hpp"
#include "engine/sim/branch.hpp"

namespace conurb::sim {

struct KpiResult {
  std::shared_ptr<const host::Kpi> kpi;
  std::string id;            ///< "buildings.heating_energy"
  std::string group;         ///< value of group_by, or "" for the whole city
  double value = 0;          ///< NaN if it could not be told (no rows)
  double low = 0, high = 0;  ///< range where it is known; equal to value for one deterministic run
  std::int64_t n = 0;        ///< rows behind it
};

/// Follows the KPIs that a branch's plugins declare when it is made.
class KpiMeter {
 public:
  explicit KpiMeter(const Branch& branch);

  /// After an exchange: what the figures are now, which held for `interval`. `final` is the run's last
  /// exchange: figures over "last" are read only then.
  void sample(const Branch& branch, Duration interval, bool final);
  /// In the order of plugins, their KPIs and groups.
  [[nodiscard]] std::vector<KpiResult> results() const;

 private:
  struct Series {
    double value = 0;
    double least = 0;  // peak_to_valley only
    double seconds = 0;
    std::int64_t n = 0;
    std::vector<double> samples;  // p95 only
  };
  struct Meter {
    std::shared_ptr<const host::Kpi> kpi;  // a copy: plugins are reloaded while a run goes on
    std::string id;
    std::size_t source = 0;
    std::map<std::string, Series> groups;
  };
  /// What is evaluated: figures that differ only in how they add up over time share one.
  struct Source {
    std::string table, group_by, text;
    city::Expression expression;
  };
  std::size_t source_of(const host::Kpi& kpi);
  [[nodiscard]] static std::vector<city::GroupValue> evaluate(const Source& source, const city::City& city);
  static void add(const host::Kpi& kpi, Series& series, double value, std::int64_t n, double seconds);

  std::vector<Source> sources_;
  std::vector<Meter> meters_;
};

}  // namespace conurb::sim
