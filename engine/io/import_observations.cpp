// SPDX-License-Identifier: Apache-2.0
#include "engine/io/import_observations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/io/import_state.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/journal.hpp"

namespace conurb::io {

namespace {

constexpr std::size_t kFindingsKept = 20;

// SI units that values are kept in, by the first that a unit converts to. Others stay as they are given.
constexpr const char* kKeptUnits[] = {"1",      "K",      "m",      "m2", "m3", "s",      "kg",    "m s-1",
                                      "m3 s-1", "kg s-1", "kg m-3", "Pa", "W",  "J",      "W m-2", "A",
                                      "V",      "rad",    "lx",     "Hz", "N",  "mol m-3"};

const CsvColumn* find_any(const CsvTable& csv, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    for (const CsvColumn& column : csv.columns) {
      if (equal_ignoring_case(column.name, name)) return &column;
    }
  }
  return nullptr;
}

const CsvColumn* stream_column(const CsvTable& csv) {
  return find_any(csv, {"stream", "sensor"});
}

[[noreturn]] void refuse(const CsvTable& csv, const CsvColumn& column, const std::string& problem,
                         const std::string& remedy) {
  throw Error(ErrorCode::bad_data, fmt::format("column \"{}\" {}", column.name, problem), csv.name, remedy);
}

class Reader {
 public:
  Reader(const CsvTable& csv, const Zone& zone, const UnitSystem& units)
      : csv_(csv),
        zone_(zone),
        units_(units),
        stream_(*stream_column(csv)),
        time_(*find_any(csv, {"time"})),
        value_(*find_any(csv, {"value"})),
        unit_(find_any(csv, {"unit"})),
        quality_(find_any(csv, {"quality"})) {
    if (value_.type == CsvType::text)
      refuse(csv, value_, "holds texts", "mend the cells that are no numbers");
    if (time_.type == CsvType::boolean) refuse(csv, time_, "holds no times", "");
    if (time_.type != CsvType::text) {
      if (time_.unit.empty())
        refuse(csv, time_, "holds numbers without a unit", "name it in the header: time [s] since 1970, UTC");
      to_us_ = units_.factor(units_.parse(time_.unit), units_.parse("us"));
    }
    if (quality_ != nullptr && quality_->type != CsvType::integer && quality_->missing < csv.rows())
      refuse(csv, *quality_, "holds no whole numbers", "0 is good");
  }

  ObservedBatch read() {
    for (std::size_t row = 0; row < csv_.rows(); ++row) read_row(row);
    return std::move(batch_);
  }

 private:
  struct Scale {
    std::string given;  // unit of the file
    Unit from, to;
  };

  static std::string text_of(const CsvColumn& column, std::size_t row) {
    if (column.present[row] == 0) return {};
    if (column.type == CsvType::integer) return fmt::format("{}", column.integers[row]);
    if (column.type == CsvType::real) return fmt::format("{}", column.reals[row]);
    if (column.type == CsvType::boolean) return column.booleans[row] != 0 ? "true" : "false";
    return column.texts[row];
  }

  void leave_out(std::size_t row, const char* rule, const std::string& why) {
    batch_.findings.add({Severity::warning, "", fmt::format("{}:{}", csv_.name, csv_.lines[row]), rule,
                         why + ": the row was left out"});
  }

  void read_row(std::size_t row) {
    const std::string name = text_of(stream_, row);
    if (name.empty()) return leave_out(row, "observation.stream", "it names no stream");
    std::int64_t time_us = 0;
    try {
      time_us = instant(row);
    } catch (const Error& error) {
      return leave_out(row, "observation.time", error.message());
    }
    const std::size_t stream = stream_of(row, name);
    double value = std::numeric_limits<double>::quiet_NaN();
    if (value_.present[row] != 0) {
      value = value_.type == CsvType::boolean ? static_cast<double>(value_.booleans[row]) : value_.real(row);
      const Scale& scale = scales_[stream];
      if (scale.given != batch_.streams[stream].unit) value = units_.convert(value, scale.from, scale.to);
    }
    const bool rated = quality_ != nullptr && quality_->present[row] != 0;
    const std::int64_t quality = rated ? quality_->integers[row] : 0;
    batch_.values.push_back(
        {static_cast<std::int64_t>(stream), time_us, 0, value,
         static_cast<std::int32_t>(std::clamp<std::int64_t>(quality, std::numeric_limits<std::int32_t>::min(),
                                                            std::numeric_limits<std::int32_t>::max()))});
  }

  [[nodiscard]] std::int64_t instant(std::size_t row) const {
    if (time_.present[row] == 0) throw Error(ErrorCode::bad_data, "it has no time");
    if (time_.type == CsvType::text) return parse_time(time_.texts[row], zone_).us;
    const double us = time_.real(row) * to_us_;
    constexpr double kFarthest = 9e18;
    if (!(std::abs(us) < kFarthest)) throw Error(ErrorCode::bad_data, "its time is out of range");
    return std::llround(us);
  }

  std::size_t stream_of(std::size_t row, const std::string& name) {
    const std::string cell = unit_ != nullptr ? text_of(*unit_, row) : std::string();
    const std::string given = !cell.empty() ? cell : value_.unit.empty() ? "1" : value_.unit;
    const auto [known, is_new] = places_.emplace(name, batch_.streams.size());
    if (!is_new) {
      if (scales_[known->second].given != given) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("stream '{}' is in '{}' and in '{}'", name, scales_[known->second].given, given),
            fmt::format("{}:{}", csv_.name, csv_.lines[row]), "give each stream one unit");
      }
      return known->second;
    }
    Scale scale{given, units_.parse(given), {}};
    store::StreamRecord record;
    record.name = name;
    record.unit = given;
    for (const char* kept : kKeptUnits) {
      scale.to = units_.parse(kept);
      if (!units_.convertible(scale.from, scale.to)) continue;
      record.unit = kept;
      break;
    }
    batch_.streams.push_back(std::move(record));
    scales_.push_back(std::move(scale));
    return known->second;
  }

  const CsvTable& csv_;
  const Zone& zone_;
  const UnitSystem& units_;
  const CsvColumn& stream_;
  const CsvColumn& time_;
  const CsvColumn& value_;
  const CsvColumn* unit_;
  const CsvColumn* quality_;
  double to_us_ = 1;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::vector<Scale> scales_;  // by stream
  ObservedBatch batch_;
};

// Ids of the city's sensors by what their operator calls them.
std::map<std::string, city::Id, std::less<>> sensors_of(store::CityFile& file) {
  std::map<std::string, city::Id, std::less<>> ids;
  const city::City city = file.load();
  const std::int32_t found = city.find("sensor");
  if (found < 0) return ids;
  const city::Table& sensors = city.table(static_cast<std::size_t>(found));
  const auto column = sensors.find("object_id");
  for (std::int64_t row = 0; column && row < sensors.rows(); ++row) {
    const city::Value name = sensors.column(*column).get(row);
    if (const auto* text = std::get_if<std::string>(&name))
      ids[*text] = sensors.ids()[static_cast<std::size_t>(row)];
  }
  return ids;
}

city::JournalEntry entry_of(const ObservedBatch& batch, const store::AppendResult& values,
                            const std::string& source, std::int64_t arrival, const std::string& who) {
  city::JournalEntry entry;
  entry.kind = city::EntryKind::observations;
  entry.time_us = std::numeric_limits<std::int64_t>::min();
  entry.who = who;
  entry.role = "import";
  entry.detail =
      Json{{"source", source},      {"arrival", arrival},          {"streams", batch.streams.size()},
           {"added", values.added}, {"repeated", values.repeated}, {"conflicting", values.conflicting}}
          .dump(-1, ' ', false, Json::error_handler_t::replace);
  return entry;
}

store::Finding conflict_of(std::int64_t count) {
  return {store::Severity::warning,
          "observation.conflict",
          fmt::format("{} value(s) for times at which the stream has another one: the first stays", count),
          "",
          0,
          "",
          0,
          count};
}

}  // namespace

bool holds_observations(const CsvTable& csv) {
  return stream_column(csv) != nullptr && find_any(csv, {"time"}) != nullptr &&
         find_any(csv, {"value"}) != nullptr;
}

ObservedBatch read_observations(const CsvTable& csv, const Zone& zone, const UnitSystem& units) {
  return Reader(csv, zone, units).read();
}

ImportedSource commit_observations(store::CityFile& file, const ObservedBatch& batch,
                                   store::SourceRecord source, const std::string& who) {
  ImportedSource result;
  result.record = std::move(source);
  result.format = "observations";
  result.findings = file_findings(batch.findings, kFindingsKept, "");
  const auto sensors = sensors_of(file);
  file.atomically([&] {
    store::Observations observations(file);
    store::Journal journal(file);
    std::set<std::string, std::less<>> known;
    for (const store::StreamRecord& stream : observations.streams()) known.insert(stream.name);
    std::vector<std::int64_t> ids;
    for (store::StreamRecord stream : batch.streams) {
      if (const auto sensor = sensors.find(stream.name); sensor != sensors.end()) {
        stream.table = "sensor";
        stream.row = sensor->second;
      }
      result.inserted["stream"] += known.contains(stream.name) ? 0 : 1;
      ids.push_back(observations.stream(stream));
    }
    const std::int64_t arrival = journal.last_sequence() + 1;
    std::vector<store::Observation> values = batch.values;
    for (store::Observation& each : values) {
      each.stream = ids[static_cast<std::size_t>(each.stream)];
      each.arrival = arrival;
    }
    const store::AppendResult appended = observations.append(values);
    result.inserted["observation"] = appended.added;
    if (appended.conflicting > 0) result.findings.push_back(conflict_of(appended.conflicting));
    store::Catalogue catalogue(file);
    const std::int64_t id = catalogue.put_source(result.record);
    catalogue.clear_findings(id);
    std::vector<store::Finding> findings = result.findings;
    for (store::Finding& each : findings) each.source = id;
    catalogue.add_findings(findings);
    if (appended.added == 0) return;  // nothing has changed
    std::vector<city::JournalEntry> entries{entry_of(batch, appended, result.record.name, arrival, who)};
    journal.append(entries);
  });
  return result;
}

}  // namespace conurb::io
