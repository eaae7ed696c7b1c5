// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/kpi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"

namespace conurb::sim {

namespace {

// Definition 7 of Hyndman and Fan (1996), as in the selection language.
double percentile_95(std::vector<double> samples) {
  if (samples.empty()) return kNoValue;
  std::sort(samples.begin(), samples.end());
  const double at = 0.95 * static_cast<double>(samples.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, samples.size() - 1);
  return samples[below] + (at - static_cast<double>(below)) * (samples[above] - samples[below]);
}

}  // namespace

KpiMeter::KpiMeter(const Branch& branch) {
  for (std::size_t i = 0; i < branch.plugin_count(); ++i) {
    const host::Manifest& manifest = branch.plugin(i).manifest();
    for (const host::Kpi& kpi : manifest.kpis) {
      try {
        meters_.push_back(
            {std::make_shared<const host::Kpi>(kpi), manifest.name + "." + kpi.id, source_of(kpi), {}});
      } catch (const Error& error) {
        throw Error(error.code(), error.message(), fmt::format("{}, KPI '{}'", manifest.id, kpi.id),
                    error.remedy());
      }
    }
  }
}

std::size_t KpiMeter::source_of(const host::Kpi& kpi) {
  const auto same = [&kpi](const Source& source) {
    return source.table == kpi.table && source.group_by == kpi.group_by && source.text == kpi.expression;
  };
  const auto found = std::find_if(sources_.begin(), sources_.end(), same);
  const auto place = static_cast<std::size_t>(found - sources_.begin());
  if (found == sources_.end())
    sources_.push_back({kpi.table, kpi.group_by, kpi.expression, city::Expression::parse(kpi.expression)});
  return place;
}

std::vector<city::GroupValue> KpiMeter::evaluate(const Source& source, const city::City& city) {
  city::BindOptions options;
  options.group_by = source.group_by;
  const city::BoundExpression bound = source.expression.bind(city, source.table, options);
  if (!source.group_by.empty()) return bound.evaluate_groups();
  const city::ScalarValue value = bound.evaluate_scalar();
  return {{.group = "", .null = false, .value = value.value, .n = value.n}};
}

void KpiMeter::add(const host::Kpi& kpi, Series& series, double value, std::int64_t n, double seconds) {
  series.n = n;
  if (std::isnan(value)) return;
  if (kpi.over == "last") {
    series.value = value;
  } else if (kpi.over == "sum_dt" || kpi.over == "mean") {
    series.value += value * seconds;
  } else if (kpi.over == "max" || kpi.over == "peak_to_valley") {
    series.value = series.seconds > 0 ? std::max(series.value, value) : value;
    series.least = series.seconds > 0 ? std::min(series.least, value) : value;
  } else if (kpi.over == "min") {
    series.value = series.seconds > 0 ? std::min(series.value, value) : value;
  } else if (kpi.over == "hours_above") {
    series.value += value > kpi.threshold ? seconds / 3600.0 : 0.0;
  } else if (kpi.over == "p95") {
    series.samples.push_back(value);
  }
  series.seconds += seconds;
}

void KpiMeter::sample(const Branch& branch, Duration interval, bool final) {
  const double seconds = to_seconds(interval);
  std::vector<std::optional<std::vector<city::GroupValue>>> values(sources_.size());
  for (Meter& meter : meters_) {
    const host::Kpi& kpi = *meter.kpi;
    if ((kpi.over == "last" && !final) || branch.city().find(kpi.table) < 0) continue;
    auto& found = values[meter.source];
    if (!found) found = evaluate(sources_[meter.source], branch.city());
    for (const city::GroupValue& group : *found)
      add(kpi, meter.groups[group.null ? "unknown" : group.group], group.value, group.n, seconds);
  }
}

std::vector<KpiResult> KpiMeter::results() const {
  std::vector<KpiResult> results;
  for (const Meter& meter : meters_) {
    for (const auto& [group, series] : meter.groups) {
      double value = series.value;
      if (meter.kpi->over == "mean") value /= series.seconds;
      if (meter.kpi->over == "peak_to_valley") value -= series.least;
      if (meter.kpi->over == "p95") value = percentile_95(series.samples);
      if (series.seconds == 0) value = kNoValue;
      results.push_back({meter.kpi, meter.id, group, value, value, value, series.n});
    }
  }
  return results;
}

}  // namespace conurb::sim
