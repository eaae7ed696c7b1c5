// SPDX-License-Identifier: Apache-2.0
// conurb export to CityJSON and CityJSONSeq.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <map>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/cli/export_options.hpp"
#include "engine/cli/output_file.hpp"
#include "engine/io/cityjson_export.hpp"

namespace conurb::cli {

namespace {

void report(const Session& session, const ExportOptions& options, const Log& log, bool sequence,
            const io::CityJsonExportResult& result, std::int64_t bytes, double seconds) {
  if (session.json) {
    Json findings = Json::object();
    for (const auto& [rule, count] : result.findings.counts()) findings[rule] = count;
    print_json({{"file", options.output.string()},
                {"version", result.version},
                {"objects", result.objects},
                {"geometries", result.geometries},
                {"vertices", result.vertices},
                {"features", result.features},
                {"edited", result.edited},
                {"bytes", bytes},
                {"seconds", seconds},
                {"findings", findings}});
    return;
  }
  std::map<std::string, int> shown;
  for (const io::Finding& each : result.findings.kept()) {
    constexpr int kShown = 3;
    if (++shown[each.rule] > kShown) continue;
    log.warning("{}{}{}", each.object, each.object.empty() ? "" : ": ", each.message);
  }
  std::printf("%s: CityJSON%s %s, %lld objects, %lld geometries, %lld edited values, %.1f MB, %.1f s\n",
              options.output.string().c_str(), sequence ? "Seq" : "", result.version.c_str(),
              static_cast<long long>(result.objects), static_cast<long long>(result.geometries),
              static_cast<long long>(result.edited), static_cast<double>(bytes) / 1e6, seconds);
}

}  // namespace

void export_city_model(const Session& session, const ExportOptions& options, bool sequence) {
  const auto started = std::chrono::steady_clock::now();
  const Log log = session.make_log();
  ExportCity source(options, log);
  source.add_model();
  const io::AttributeMap map = load_attribute_map();
  const io::EditedCells edited = io::cells_of_entries(source.twin().effective(source.branch()));

  io::CityJsonExportInput input;
  input.city = &source.city();
  if (source.twin().base().find("city_object") >= 0)
    input.sources = io::load_export_sources(*source.twin().file(), options.sources);
  input.all_sources = options.sources.empty();
  input.edited = &edited;
  input.attributes = &map;
  io::CityJsonExportOptions json_options;
  json_options.sequence = sequence;
  json_options.version = options.version;
  json_options.wanted = source.objects();
  OutputFile output(options.output);
  const io::CityJsonExportResult result =
      io::export_cityjson(input, json_options, [&](std::string_view text) {
        session.cancel.check("the export");
        output.write(text);
      });
  output.finish();
  source.twin().file()->close();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  report(session, options, log, sequence, result, output.bytes(), seconds);
}

}  // namespace conurb::cli
