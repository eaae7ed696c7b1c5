// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "engine/base/time.hpp"
#include "engine/plot/svg.hpp"
#include "engine/plot/ticks.hpp"
#include "engine/sim/svg_map.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/runs.hpp"

namespace conurb::sim {

namespace {

using plot::escaped;

constexpr double kPlotWidth = 900, kPlotHeight = 340;

constexpr const char* kStyle = R"(<style>
body{font:17px/1.5 sans-serif;color:#222;max-width:960px;margin:2em auto;padding:0 1em}
h1{font-size:2em;margin-bottom:0}h2{margin-top:2em;border-bottom:2px solid #0072B2}
table{border-collapse:collapse;width:100%}th,td{padding:.35em .6em;border-bottom:1px solid #ccc;text-align:right}
th:first-child,td:first-child{text-align:left}td.word{text-align:left;font-weight:bold}
.stale{border-left:6px solid #D55E00;padding-left:.6em;font-weight:bold}
svg{width:100%;margin:1em 0}.small{font-size:14px;color:#555}
@media print{body{max-width:none}}</style>)";

std::string warnings(const Comparison& comparison, const store::CityFile& file) {
  std::string html;
  for (const std::string& line : stale_lines(comparison, file.path().filename().string()))
    html += "<p class=\"stale\">" + escaped(line) + "</p>";
  return html;
}

std::string figures(const Comparison& comparison) {
  std::string html = "<h2>Figures</h2><table><tr>";
  const auto rows = as_table(comparison);
  for (const std::string& cell : rows[0]) html += "<th>" + escaped(cell) + "</th>";
  html += "</tr>";
  for (std::size_t r = 1; r < rows.size(); ++r) {
    html += "<tr>";
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      html += c + 1 == rows[r].size() ? "<td class=\"word\">" : "<td>";
      html += escaped(rows[r][c]) + "</td>";
    }
    html += "</tr>";
  }
  return html + "</table>";
}

/// A row a figure; better and worse are told apart by colour, sign and word.
std::string changes(const Comparison& comparison) {
  plot::Chart chart{.kind = plot::Kind::rows};
  chart.title = "Change from " + comparison.base_name + " to " + comparison.other_name;
  chart.y = {.unit = "%", .difference = true};
  chart.series = {{.name = "better", .letter = 3}, {.name = "worse", .letter = 1}, {.name = "", .letter = 0}};
  for (const ComparedKpi& kpi : comparison.kpis) {
    if (!kpi.group.empty() || std::isnan(kpi.percent) || kpi.verdict == Verdict::same) continue;
    chart.x.labels.push_back(kpi.label);
    const std::size_t its = kpi.verdict == Verdict::better ? 0 : kpi.verdict == Verdict::worse ? 1 : 2;
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
      chart.series[s].y.push_back(s == its ? kpi.percent : std::numeric_limits<double>::quiet_NaN());
      chart.series[s].words.push_back(chart.series[s].name);
    }
  }
  if (chart.x.labels.empty()) return "";
  return plot::svg(chart, kPlotWidth, plot::rows_height(chart, plot::paper_style()));
}

// What a growing column gained a day between its records, summed over the rows, in MWh for energies: a last
// bar of few days stands as high as one of many.
std::vector<double> gains(const store::CityFile& file, const store::RunRecord& run,
                          const store::RecordedColumn& column, const Zone& zone,
                          std::vector<std::string>& labels) {
  store::RecordedQuery query;
  query.table = column.table;
  query.column = column.column;
  const store::Recorded recorded = store::Runs(file).read(run.id, query);
  std::vector<double> result;
  labels.clear();
  double before = 0;
  Time since{run.from_us};
  for (std::size_t i = 0; i < recorded.exchanges.size(); ++i) {
    double sum = 0;
    for (const double value : recorded.at<double>(i)) sum += std::isnan(value) ? 0 : value;
    const Time until{recorded.times_us[i]};
    const double days = to_seconds(until - since) / to_seconds(kDay);
    result.push_back(days > 0 ? (sum - before) / 3.6e9 / days : 0);
    before = sum;
    since = until;
    labels.push_back(plot::day_text(zone.to_local(until).date));
  }
  return result;
}

std::string plots(const Comparison& comparison, const store::CityFile& file, const Zone& zone) {
  std::string html;
  const store::Runs runs(file);
  for (const store::RecordedColumn& column : runs.recorded(comparison.other_run.id)) {
    const bool grows = column.column.ends_with("_energy") && column.last_exchange > column.first_exchange;
    if (!grows) continue;
    plot::Chart chart{.kind = plot::Kind::bars};
    chart.y = {.name = "Mean of the days up to each date", .unit = "MWh/d"};
    chart.series = {{.name = comparison.base_name,
                     .letter = 0,
                     .y = gains(file, comparison.base_run, column, zone, chart.x.labels)},
                    {.name = comparison.other_name,
                     .letter = 1,
                     .y = gains(file, comparison.other_run, column, zone, chart.x.labels)}};
    const auto nothing = [](const plot::Series& one) {
      return std::all_of(one.y.begin(), one.y.end(), [](double value) { return value == 0; });
    };
    if (std::all_of(chart.series.begin(), chart.series.end(), nothing)) continue;
    chart.title = column.column;
    std::replace(chart.title.begin(), chart.title.end(), '_', ' ');
    chart.title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(chart.title[0])));
    html += plot::svg(chart, kPlotWidth, kPlotHeight);
  }
  return html.empty() ? "" : "<h2>Over the run</h2>" + html;
}

std::string map_of(store::CityFile& file) {
  const std::string map = svg_map(file.load());
  return map.empty() ? map : "<h2>The city</h2>" + map;
}

std::string limits(const Comparison& comparison) {
  std::set<std::string> lines;
  for (const ComparedKpi& kpi : comparison.kpis) {
    if (!kpi.limits.empty()) lines.insert(kpi.label + ": " + kpi.limits + ".");
  }
  const Json told = comparison.other_record.value("limits", Json::array());
  for (const Json& line : told) lines.insert(line.get<std::string>() + ".");
  std::string html = "<h2>What these figures cannot tell</h2><ul>";
  for (const std::string& line : lines) html += "<li>" + escaped(line) + "</li>";
  return html + "</ul>";
}

std::string origins(const Comparison& comparison, const store::CityFile& file) {
  std::string html = "<h2>Where it comes from</h2><ul>";
  for (const store::SourceRecord& source : store::Catalogue(file).sources()) {
    html += fmt::format("<li>{}{}{}</li>", escaped(source.name),
                        source.attribution.empty() ? "" : " – " + escaped(source.attribution),
                        source.licence.empty() ? "" : " (" + escaped(source.licence) + ")");
  }
  html +=
      "</ul><table "
      "class=\"small\"><tr><th>run</th><th>build</th><th>processor</th><th>seed</th><th>content</th></tr>";
  const auto line = [](const std::string& name, const Json& record) {
    return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", escaped(name),
                       escaped(record.value("build", "")), escaped(record.value("processor", "")),
                       record.value("seed", std::uint64_t{0}), escaped(record.value("content_hash", "")));
  };
  html += line(comparison.base_name, comparison.base_record) +
          line(comparison.other_name, comparison.other_record);
  html += "</table><ul class=\"small\">";
  const Json plugins = comparison.other_record.value("plugins", Json::object());
  for (const auto& [id, plugin] : plugins.items()) {
    html += fmt::format("<li>{} {} ({})</li>", escaped(id), escaped(plugin.value("version", "")),
                        escaped(plugin.value("hash", "")));
  }
  return html + "</ul>";
}

}  // namespace

std::string html_report(const Comparison& comparison, store::CityFile& file, const Zone& zone,
                        const std::string& title) {
  const auto local = [&zone](std::int64_t us) { return format_time(Time{us}, zone, TimeFormat::minute); };
  return fmt::format(
      "<!doctype html><html lang=\"en\"><head><meta "
      "charset=\"utf-8\"><title>{0}</title>{1}</head><body><h1>{0}</h1>"
      "<p>{2} compared with {3}, {4} to {5}</p>{6}{7}{8}{9}{10}{11}{12}</body></html>\n",
      escaped(title), kStyle, escaped(comparison.other_name), escaped(comparison.base_name),
      local(comparison.base_run.from_us), local(comparison.base_run.to_us), warnings(comparison, file),
      figures(comparison), changes(comparison), map_of(file), plots(comparison, file, zone),
      limits(comparison), origins(comparison, file));
}

}  // namespace conurb::sim
