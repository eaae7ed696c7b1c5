// SPDX-License-Identifier: Apache-2.0
// conurb info FILE
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdio>
#include <map>

#include "engine/base/json.hpp"
#include "engine/base/time.hpp"
#include "engine/base/zone.hpp"
#include "engine/cli/command.hpp"
#include "engine/store/blobs.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/observations.hpp"
#include "engine/store/runs.hpp"

namespace conurb::cli {

namespace {

using city::Scalar;

struct InfoOptions {
  std::string file;
  std::string table;
  bool nulls = false;
};

constexpr std::int64_t kCountNullsUpTo = 100'000;  // rows: counting reads every column

template <typename T, typename IsNull>
std::int64_t count_nulls(const city::Table& table, const city::Column& column, IsNull is_null) {
  const auto values = column.values<T>();
  const auto alive = table.alive();
  std::int64_t count = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (alive[row] != 0 && is_null(values[row])) ++count;
  }
  return count;
}

std::int64_t nulls_of(const city::Table& table, const city::Column& column) {
  if (column.spec().list) {
    const auto offsets = column.offsets();
    std::int64_t count = 0;
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
      if (table.alive()[row] != 0 && offsets[row] == offsets[row + 1]) ++count;
    }
    return count;
  }
  switch (column.spec().scalar) {
    case Scalar::f64: return count_nulls<double>(table, column, [](double v) { return std::isnan(v); });
    case Scalar::f32: return count_nulls<float>(table, column, [](float v) { return std::isnan(v); });
    case Scalar::text:
    case Scalar::ref: return count_nulls<std::int32_t>(table, column, [](std::int32_t v) { return v < 0; });
    default: return 0;
  }
}

/// "links", "grid of 1200 x 1200 cells of 25 m".
std::string kind_of(const city::TableSpec& spec) {
  const std::string kind(city::to_string(spec.kind));
  if (spec.kind != city::TableKind::grid || spec.grid.width == 0) return kind;
  return fmt::format("{} of {} x {} cells of {:g} m", kind, spec.grid.width, spec.grid.height,
                     spec.grid.cell);
}

std::string type_of(const city::ColumnSpec& spec) {
  const std::string type(city::to_string(spec.scalar));
  return spec.list ? "list<" + type + ">" : type;
}

class InfoCommand {
 public:
  InfoCommand(const Session& session, const InfoOptions& options)
      : session_(session),
        options_(options),
        file_(store::CityFile::open(options.file, store::Mode::read_only)),
        city_(file_.load()) {}

  void run() {
    Json json{{"file", options_.file}};
    place(json);
    tables(json);
    sources(json);
    streams(json);
    findings(json);
    history(json);
    if (session_.json) print_json(json);
  }

 private:
  [[nodiscard]] bool text() const { return !session_.json; }
  [[nodiscard]] bool wanted(const city::Table& table) const {
    return options_.table.empty() || options_.table == table.name();
  }

  void place(Json& json) {
    const city::Place& place = city_.place();
    store::Extent all;
    bool any = false;
    for (std::size_t i = 0; i < city_.table_count(); ++i) {
      const city::Table& table = city_.table(i);
      if (table.spec().shape == city::Shape::none || table.alive_rows() == 0) continue;
      const store::Extent box = file_.extent(table.name());
      all = any ? store::Extent{std::min(all.min_x, box.min_x), std::min(all.min_y, box.min_y),
                                std::max(all.max_x, box.max_x), std::max(all.max_y, box.max_y)}
                : box;
      any = true;
    }
    json["crs"] = place.crs;
    json["vertical_datum"] = place.vertical_datum;
    json["time_zone"] = place.time_zone;
    json["origin"] = {place.origin_x, place.origin_y, place.origin_z};
    if (any) {
      json["extent"] = {all.min_x + place.origin_x, all.min_y + place.origin_y, all.max_x + place.origin_x,
                        all.max_y + place.origin_y};
    }
    if (!text()) return;
    std::printf("%s\n", options_.file.c_str());
    std::vector<std::vector<std::string>> rows{{"", ""}};
    rows[0] = {"CRS", place.crs.empty() ? "none" : place.crs};
    if (!place.vertical_datum.empty()) rows.push_back({"heights", place.vertical_datum});
    rows.push_back({"time zone", place.time_zone});
    if (any) {
      rows.push_back({"extent", fmt::format("{:.0f} {:.0f} to {:.0f} {:.0f} ({:.2f} x {:.2f} km)",
                                            all.min_x + place.origin_x, all.min_y + place.origin_y,
                                            all.max_x + place.origin_x, all.max_y + place.origin_y,
                                            (all.max_x - all.min_x) / 1000, (all.max_y - all.min_y) / 1000)});
    }
    print_table(rows);
  }

  void tables(Json& json) const {
    json["tables"] = Json::array();
    if (!options_.table.empty())
      (void)city_.index_of(options_.table);  // an unknown name is told with those there are
    if (text()) {
      std::vector<std::vector<std::string>> rows{{"table", "rows", "columns", "kind", "what it holds"}};
      for (std::size_t i = 0; i < city_.table_count(); ++i) {
        const city::Table& table = city_.table(i);
        rows.push_back({table.name(), std::to_string(table.alive_rows()),
                        std::to_string(table.column_count()), kind_of(table.spec()),
                        table.spec().description});
      }
      std::printf("\n");
      print_table(rows);
    }
    for (std::size_t i = 0; i < city_.table_count(); ++i) {
      if (wanted(city_.table(i))) columns(city_.table(i), json["tables"]);
    }
  }

  void columns(const city::Table& table, Json& list) const {
    const bool count = options_.nulls || table.rows() <= kCountNullsUpTo;
    Json json{{"name", table.name()},
              {"kind", std::string(city::to_string(table.spec().kind))},
              {"shape", std::string(city::to_string(table.spec().shape))},
              {"description", table.spec().description},
              {"rows", table.alive_rows()},
              {"retired", table.rows() - table.alive_rows()},
              {"columns", Json::array()}};
    if (const city::GridSpec& grid = table.spec().grid; grid.width > 0) {
      json["grid"] = {{"width", grid.width},
                      {"height", grid.height},
                      {"cell", grid.cell},
                      {"origin", {grid.origin_x, grid.origin_y}}};
    }
    const store::Catalogue catalogue(file_);
    std::vector<std::vector<std::string>> rows{
        {table.name(), "type", "unit", "role", "null", "known", "description"}};
    for (std::size_t c = 0; c < table.column_count(); ++c) {
      const city::Column& column = table.column(c);
      const city::ColumnSpec& spec = column.spec();
      const std::int64_t nulls = count ? nulls_of(table, column) : -1;
      const store::Provenance provenance = catalogue.provenance(table.name(), spec.name);
      const std::string known =
          provenance == store::Provenance::unknown ? "" : std::string(store::to_string(provenance));
      Json each{{"name", spec.name},         {"type", type_of(spec)},
                {"unit", spec.unit},         {"role", std::string(city::to_string(spec.role))},
                {"nullable", spec.nullable}, {"description", spec.description}};
      if (nulls >= 0) each["nulls"] = nulls;
      if (!known.empty()) each["provenance"] = known;
      if (!spec.refers_to.empty()) each["refers_to"] = spec.refers_to;
      json["columns"].push_back(std::move(each));
      const bool has_unit = spec.scalar != Scalar::text && spec.scalar != Scalar::ref && spec.unit != "1";
      rows.push_back({spec.name, type_of(spec), has_unit ? spec.unit : spec.refers_to,
                      std::string(city::to_string(spec.role)), nulls > 0 ? std::to_string(nulls) : "", known,
                      spec.description});
    }
    list.push_back(std::move(json));
    if (!text()) return;
    std::printf("\n");
    print_table(rows);
    if (!count) std::printf("(empty cells of tables this large are counted with --nulls)\n");
  }

  void sources(Json& json) const {
    json["sources"] = Json::array();
    std::vector<std::vector<std::string>> rows{{"source", "imported", "licence", "attribution"}};
    const Zone utc = Zone::utc();
    for (const store::SourceRecord& each : store::Catalogue(file_).sources()) {
      const std::string when = format_time(Time{each.imported_us}, utc, TimeFormat::iso);
      json["sources"].push_back({{"name", each.name},
                                 {"hash", each.file_hash},
                                 {"date", each.date},
                                 {"licence", each.licence},
                                 {"attribution", each.attribution},
                                 {"uri", each.uri},
                                 {"imported", when}});
      rows.push_back({each.name, format_time(Time{each.imported_us}, utc, TimeFormat::minute) + " UTC",
                      each.licence, each.attribution});
    }
    if (!text() || rows.size() == 1) return;
    std::printf("\n");
    print_table(rows);
  }

  void streams(Json& json) const {
    const store::Observations observations(file_);
    const Zone zone(city_.place().time_zone);
    std::map<std::int64_t, store::StreamSummary> known;
    for (const store::StreamSummary& each : observations.summary()) known[each.stream] = each;
    json["streams"] = Json::array();
    std::vector<std::vector<std::string>> rows{{"stream", "unit", "values", "from", "to", "latest", "of"}};
    for (const store::StreamRecord& stream : observations.streams()) {
      const store::StreamSummary& seen = known[stream.id];
      const bool any = seen.count > 0;
      const std::string from = any ? format_time(Time{seen.first_us}, zone, TimeFormat::minute) : "";
      const std::string to = any ? format_time(Time{seen.last_us}, zone, TimeFormat::minute) : "";
      const bool number = any && !std::isnan(seen.latest);
      const std::string of = stream.table.empty() ? "" : fmt::format("{} {}", stream.table, stream.row);
      json["streams"].push_back({{"name", stream.name},
                                 {"unit", stream.unit},
                                 {"count", seen.count},
                                 {"from", from},
                                 {"to", to},
                                 {"latest", number ? Json(seen.latest) : Json()},
                                 {"quality", seen.quality},
                                 {"table", stream.table},
                                 {"row", stream.row}});
      rows.push_back({stream.name, stream.unit, std::to_string(seen.count), from, to,
                      number ? fmt::format("{:.6g}", seen.latest) : "", of});
    }
    if (!text() || rows.size() == 1) return;
    std::printf("\n");
    print_table(rows);
  }

  void findings(Json& json) const {
    struct Kind {
      std::int64_t count = 0;
      store::Severity severity = store::Severity::note;
      std::string first;
    };
    std::map<std::string, Kind> kinds;
    for (const store::Finding& each : store::Catalogue(file_).findings()) {
      if (each.run != 0) continue;  // told with the runs
      Kind& kind = kinds[each.code];
      if (kind.count == 0) kind.first = each.where.empty() ? each.message : each.where + ": " + each.message;
      kind.count += each.count;
      kind.severity = std::max(kind.severity, each.severity);
    }
    json["findings"] = Json::array();
    std::vector<std::vector<std::string>> rows{{"finding", "count", "severity", "first of them"}};
    for (const auto& [code, kind] : kinds) {
      json["findings"].push_back({{"code", code},
                                  {"count", kind.count},
                                  {"severity", std::string(store::to_string(kind.severity))},
                                  {"first", kind.first}});
      rows.push_back(
          {code, std::to_string(kind.count), std::string(store::to_string(kind.severity)), kind.first});
    }
    if (!text() || rows.size() == 1) return;
    std::printf("\n");
    print_table(rows);
  }

  void history(Json& json) {
    const store::Journal journal(file_);
    const store::Runs runs(file_);
    json["journal_entries"] = journal.last_sequence();
    json["branches"] = Json::array();
    std::map<std::int32_t, std::string> names;
    for (const store::BranchRecord& branch : journal.branches()) {
      if (branch.deleted()) continue;
      names[branch.ordinal] = branch.name;
      json["branches"].push_back(
          {{"name", branch.name}, {"parent", names[branch.parent]}, {"who", branch.who}});
    }
    json["runs"] = Json::array();
    std::map<std::int64_t, std::vector<store::Finding>> found;
    for (store::Finding& each : store::Catalogue(file_).findings())
      if (each.run != 0) found[each.run].push_back(std::move(each));
    std::map<std::int32_t, std::int64_t> latest;  // branch -> run
    const Zone zone(city_.place().time_zone);
    std::vector<std::vector<std::string>> rows{{"run", "branch", "from", "to", "status"}};
    for (const store::RunRecord& run : runs.list()) {
      const std::string from = format_time(Time{run.from_us}, zone, TimeFormat::minute);
      const std::string to = format_time(Time{run.to_us}, zone, TimeFormat::minute);
      const std::string status(store::to_string(run.status));
      Json findings = Json::array();
      for (const store::Finding& each : found[run.id]) findings.push_back(json_of(each));
      json["runs"].push_back({{"id", run.id},
                              {"branch", names[run.branch]},
                              {"from", from},
                              {"to", to},
                              {"status", status},
                              {"findings", findings}});
      latest[run.branch] = run.id;
      rows.push_back({std::to_string(run.id), names[run.branch], from, to, status});
    }
    if (!text()) return;
    std::printf("\n%zu branch(es), %lld journal entries, %zu run(s)\n", names.size(),
                static_cast<long long>(journal.last_sequence()), rows.size() - 1);
    if (rows.size() > 1) print_table(rows);
    rows = {{"run", "finding", "count", "severity", "first of them"}};
    for (const auto& [branch, run] : latest) {
      for (const store::Finding& each : found[run])
        rows.push_back({std::to_string(run), each.code, std::to_string(each.count),
                        std::string(store::to_string(each.severity)), each.where + ": " + each.message});
    }
    if (rows.size() == 1) return;
    std::printf("\nFindings of the plugins in the latest run of each branch\n");
    print_table(rows);
  }

  const Session& session_;
  const InfoOptions& options_;
  store::CityFile file_;
  city::City city_;
};

}  // namespace

void add_info(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<InfoOptions>();
  keep.push_back(options);
  CLI::App* command = app.add_subcommand("info", "What a city file holds");
  command->add_option("file", options->file, "City file (.gpkg)")->required();
  command->add_option("--table", options->table, "Columns of this table only");
  command->add_flag("--nulls", options->nulls, "Count empty cells in large tables, too");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer("Example: conurb info delft.gpkg --table building");
  command->callback([&session, options] { InfoCommand(session, *options).run(); });
}

}  // namespace conurb::cli
