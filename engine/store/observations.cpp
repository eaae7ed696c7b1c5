// SPDX-License-Identifier: Apache-2.0
#include "engine/store/observations.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/store/file_core.hpp"

namespace conurb::store {

namespace {

Observation read_observation(const Statement& row) {
  return {row.integer(0), row.integer(1), row.integer(2), row.real_or_nan(3), row.integer32(4)};
}

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

Observations::Observations(const CityFile& file) : core_(file.core()) {}

std::int64_t Observations::stream(const StreamRecord& record) {
  std::int64_t id = 0;
  core_->write([&](Connection& connection) {
    Statement known(connection, "SELECT id, unit FROM conurb_stream WHERE name = ?");
    known.bind_all(record.name);
    if (known.step()) {
      id = known.integer(0);
      if (known.text(1) == record.unit) return;
      throw Error(ErrorCode::conflict,
                  fmt::format("stream '{}' is in '{}', not '{}'", record.name, known.text(1), record.unit),
                  core_->path(), "convert the values, or give the stream another name");
    }
    connection.run("INSERT INTO conurb_stream VALUES (NULL, ?, ?, ?, ?, ?)", record.name, record.unit,
                   record.table, record.row, record.column);
    id = connection.last_row();
  });
  return id;
}

std::vector<StreamRecord> Observations::streams() const {
  std::vector<StreamRecord> streams;
  core_->read([&streams](Connection& connection) {
    Statement statement(connection,
                        "SELECT id, name, unit, table_name, row, column_name FROM conurb_stream ORDER BY id");
    while (statement.step()) {
      streams.push_back({statement.integer(0), statement.string(1), statement.string(2), statement.string(3),
                         statement.integer(4), statement.string(5)});
    }
  });
  return streams;
}

AppendResult Observations::append(std::span<const Observation> batch) {
  AppendResult result;
  core_->write([&](Connection& connection) {
    Statement exists(connection, "SELECT 1 FROM conurb_stream WHERE id = ?");
    Statement insert(connection, "INSERT OR IGNORE INTO conurb_observation VALUES (?, ?, ?, ?, ?)");
    Statement present(connection,
                      "SELECT value, quality FROM conurb_observation WHERE stream = ? AND time_us = ?");
    Statement latest(
        connection,
        "INSERT INTO conurb_latest VALUES (?, ?, ?, ?, ?) ON CONFLICT (stream) DO UPDATE SET time_us = "
        "excluded.time_us, arrival = excluded.arrival, value = excluded.value, quality = excluded.quality "
        "WHERE excluded.time_us > time_us");
    std::int64_t checked = 0;
    for (const Observation& each : batch) {
      if (each.stream != checked) {
        exists.bind_all(each.stream);
        if (!exists.step()) {
          throw Error(ErrorCode::not_found, fmt::format("there is no stream {}", each.stream), core_->path());
        }
        exists.reset();
        checked = each.stream;
      }
      insert.bind_all(each.stream, each.time_us, each.arrival, each.value, each.quality).run();
      if (connection.changes() > 0) {
        ++result.added;
        latest.bind_all(each.stream, each.time_us, each.arrival, each.value, each.quality).run();
        continue;
      }
      present.bind_all(each.stream, each.time_us);
      const bool repeated =
          present.step() && same(present.real_or_nan(0), each.value) && present.integer32(1) == each.quality;
      present.reset();
      ++(repeated ? result.repeated : result.conflicting);
    }
  });
  return result;
}

std::vector<Observation> Observations::read(std::int64_t stream, std::int64_t from_us,
                                            std::int64_t to_us) const {
  std::vector<Observation> found;
  core_->read([&](Connection& connection) {
    Statement statement(
        connection,
        "SELECT stream, time_us, arrival, value, quality FROM conurb_observation WHERE stream = ? AND "
        "time_us >= ? AND time_us < ? ORDER BY time_us");
    statement.bind_all(stream, from_us, to_us);
    while (statement.step()) found.push_back(read_observation(statement));
  });
  return found;
}

std::vector<Observation> Observations::arrived(std::int64_t from, std::int64_t to) const {
  std::vector<Observation> found;
  core_->read([&](Connection& connection) {
    Statement statement(
        connection,
        "SELECT stream, time_us, arrival, value, quality FROM conurb_observation WHERE arrival >= ? AND "
        "arrival < ? ORDER BY arrival, stream, time_us");
    statement.bind_all(from, to);
    while (statement.step()) found.push_back(read_observation(statement));
  });
  return found;
}

std::vector<Observation> Observations::latest(std::span<const std::int64_t> streams) const {
  constexpr std::string_view kColumns = "SELECT stream, time_us, arrival, value, quality FROM conurb_latest";
  std::vector<Observation> found;
  core_->read([&](Connection& connection) {
    if (streams.empty()) {
      Statement all(connection, fmt::format("{} ORDER BY stream", kColumns));
      while (all.step()) found.push_back(read_observation(all));
      return;
    }
    Statement one(connection, fmt::format("{} WHERE stream = ?", kColumns));
    for (const std::int64_t stream : streams) {
      one.bind_all(stream);
      if (one.step()) found.push_back(read_observation(one));
      one.reset();
    }
  });
  return found;
}

std::int64_t Observations::count() const {
  std::int64_t count = 0;
  core_->read([&count](Connection& connection) {
    count = connection.integer("SELECT count(*) FROM conurb_observation", 0);
  });
  return count;
}

std::vector<StreamSummary> Observations::summary() const {
  std::vector<StreamSummary> all;
  core_->read([&all](Connection& connection) {
    Statement statement(connection,
                        "SELECT o.stream, count(*), min(o.time_us), l.time_us, l.value, l.quality "
                        "FROM conurb_observation o JOIN conurb_latest l ON l.stream = o.stream "
                        "GROUP BY o.stream ORDER BY o.stream");
    while (statement.step()) {
      all.push_back({statement.integer(0), statement.integer(1), statement.integer(2), statement.integer(3),
                     statement.real_or_nan(4), statement.integer32(5)});
    }
  });
  return all;
}

}  // namespace conurb::store
