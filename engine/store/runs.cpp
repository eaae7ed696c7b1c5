// SPDX-License-Identifier: Apache-2.0
#include "engine/store/runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/store/chunk_table.hpp"
#include "engine/store/file_core.hpp"

namespace conurb::store {

namespace {

constexpr std::string_view kRunColumns =
    "SELECT id, branch, from_us, to_us, status, started_us, finished_us, saved_exchange, record FROM "
    "conurb_run";

RunRecord read_run(const Statement& row) {
  RunRecord run;
  run.id = row.integer(0);
  run.branch = row.integer32(1);
  run.from_us = row.integer(2);
  run.to_us = row.integer(3);
  run.status = static_cast<RunStatus>(std::clamp<std::int64_t>(row.integer(4), 0, 3));
  run.started_us = row.integer(5);
  run.finished_us = row.integer(6);
  run.saved_exchange = row.integer(7);
  run.json = row.string(8);
  return run;
}

[[noreturn]] void no_run(const FileCore& core, std::int64_t run) {
  throw Error(ErrorCode::not_found, fmt::format("there is no run {}", run), core.path());
}

/// Puts the pieces of each exchange together: chunks come by exchange, then row.
class Gather {
 public:
  Gather(const RecordedQuery& query, Recorded& result) : query_(query), result_(result) {
    end_row_ = query.row_count > INT64_MAX - query.first_row ? INT64_MAX : query.first_row + query.row_count;
  }
  [[nodiscard]] std::int64_t end_row() const { return end_row_; }

  void add(std::int64_t first_row, const Chunk& chunk) {
    result_.scalar = chunk.scalar;
    result_.list = chunk.list;
    for (const ChunkFrame& frame : chunk.frames) add_frame(first_row, frame);
  }

 private:
  void add_frame(std::int64_t first_row, const ChunkFrame& frame) {
    const std::int64_t from = std::max(query_.first_row - first_row, std::int64_t{0});
    const std::int64_t to = std::min(end_row_ - first_row, frame.rows);
    if (from >= to) return;
    const std::size_t slot = slot_of(frame.exchange);
    result_.rows[slot] += to - from;
    std::int64_t first = from, last = to;
    if (result_.list) {
      std::vector<std::int64_t>& offsets = result_.offsets[slot];
      first = frame.offsets[static_cast<std::size_t>(from)];
      last = frame.offsets[static_cast<std::size_t>(to)];
      const std::int64_t shift = offsets.back() - first;
      for (std::int64_t row = from + 1; row <= to; ++row) {
        offsets.push_back(frame.offsets[static_cast<std::size_t>(row)] + shift);
      }
    }
    const std::size_t size = city::size_of(result_.scalar);
    const auto part =
        std::span(frame.values)
            .subspan(static_cast<std::size_t>(first) * size, static_cast<std::size_t>(last - first) * size);
    std::vector<std::byte>& values = result_.values[slot];
    const std::size_t at = values.size();
    values.insert(values.end(), part.begin(), part.end());
    if (result_.scalar == city::Scalar::text) rename_codes(std::span(values).subspan(at), frame.texts);
  }

  std::size_t slot_of(std::int64_t exchange) {
    const auto [found, fresh] = slots_.emplace(exchange, result_.exchanges.size());
    if (fresh) {
      result_.exchanges.push_back(exchange);
      result_.rows.push_back(0);
      result_.values.emplace_back();
      result_.offsets.emplace_back(result_.list ? 1 : 0, 0);
    }
    return found->second;
  }

  void rename_codes(std::span<std::byte> codes, const std::vector<std::string>& texts) {
    for (std::size_t at = 0; at < codes.size(); at += sizeof(std::int32_t)) {
      std::int32_t code = 0;
      std::memcpy(&code, codes.data() + at, sizeof code);
      if (code < 0) continue;
      const std::string& text = texts[static_cast<std::size_t>(code)];
      const auto [found, fresh] = texts_.emplace(text, static_cast<std::int32_t>(result_.texts.size()));
      if (fresh) result_.texts.push_back(text);
      std::memcpy(codes.data() + at, &found->second, sizeof code);
    }
  }

  const RecordedQuery& query_;
  Recorded& result_;
  std::int64_t end_row_;
  std::map<std::int64_t, std::size_t> slots_;
  std::map<std::string, std::int32_t> texts_;
};

}  // namespace

Runs::Runs(const CityFile& file) : core_(file.core()) {}

std::int64_t Runs::begin(RunRecord record) {
  std::int64_t id = 0;
  core_->write([&](Connection& connection) {
    connection.run("INSERT INTO conurb_run VALUES (NULL, ?, ?, ?, ?, ?, 0, -1, ?)", record.branch,
                   record.from_us, record.to_us, static_cast<std::int32_t>(RunStatus::running),
                   record.started_us != 0 ? record.started_us : wall_clock_us(), record.json);
    id = connection.last_row();
  });
  return id;
}

void Runs::finish(std::int64_t run, RunStatus status, std::string_view json) {
  core_->write([&](Connection& connection) {
    connection.run(
        "UPDATE conurb_run SET status = ?2, finished_us = ?3, record = CASE WHEN ?4 = '' THEN record ELSE ?4 "
        "END "
        "WHERE id = ?1",
        run, static_cast<std::int32_t>(status), wall_clock_us(), json);
    if (connection.changes() == 0) no_run(*core_, run);
  });
}

std::vector<RunRecord> Runs::list() const {
  std::vector<RunRecord> runs;
  core_->read([&runs](Connection& connection) {
    Statement statement(connection, fmt::format("{} ORDER BY id", kRunColumns));
    while (statement.step()) runs.push_back(read_run(statement));
  });
  return runs;
}

RunRecord Runs::get(std::int64_t run) const {
  RunRecord record;
  core_->read([&](Connection& connection) {
    Statement statement(connection, fmt::format("{} WHERE id = ?", kRunColumns));
    statement.bind_all(run);
    if (!statement.step()) no_run(*core_, run);
    record = read_run(statement);
  });
  return record;
}

void Runs::remove(std::int64_t run) {
  if (run == kBaseRun) no_run(*core_, run);
  core_->write([run](Connection& connection) {
    for (const char* table : {"conurb_chunk", "conurb_exchange", "conurb_kpi", "conurb_finding"}) {
      connection.run(fmt::format("DELETE FROM {} WHERE run = ?", table), run);
    }
    connection.run("DELETE FROM conurb_run WHERE id = ?", run);
  });
}

void Runs::put_kpis(std::int64_t run, std::span<const KpiValue> values) {
  core_->write([&](Connection& connection) {
    Statement put(connection, "INSERT OR REPLACE INTO conurb_kpi VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const KpiValue& each : values) {
      put.bind_all(run, each.kpi, each.group, each.value, each.low, each.high, each.n, each.unit).run();
    }
  });
}

std::vector<KpiValue> Runs::kpis(std::int64_t run) const {
  std::vector<KpiValue> values;
  core_->read([&](Connection& connection) {
    Statement statement(
        connection,
        "SELECT kpi, grp, value, low, high, n, unit FROM conurb_kpi WHERE run = ? ORDER BY kpi, grp");
    statement.bind_all(run);
    while (statement.step()) {
      values.push_back({statement.string(0), statement.string(1), statement.real_or_nan(2),
                        statement.real_or_nan(3), statement.real_or_nan(4), statement.integer(5),
                        statement.string(6)});
    }
  });
  return values;
}

std::vector<Exchange> Runs::exchanges(std::int64_t run) const {
  std::vector<Exchange> exchanges;
  core_->read([&](Connection& connection) {
    Statement statement(
        connection,
        "SELECT exchange, time_us FROM conurb_exchange WHERE run = ?1 AND exchange <= (SELECT "
        "saved_exchange FROM conurb_run WHERE id = ?1) ORDER BY exchange");
    statement.bind_all(run);
    while (statement.step()) exchanges.push_back({statement.integer(0), statement.integer(1)});
  });
  return exchanges;
}

std::vector<RecordedColumn> Runs::recorded(std::int64_t run) const {
  std::vector<RecordedColumn> columns;
  core_->read([&](Connection& connection) {
    Statement statement(
        connection,
        "SELECT table_name, column_name, min(first_exchange), min(max(last_exchange), (SELECT "
        "saved_exchange FROM conurb_run WHERE id = ?1)), sum(length(data)) FROM conurb_chunk WHERE run = ?1 "
        "GROUP BY 1, 2 ORDER BY 1, 2");
    statement.bind_all(run);
    while (statement.step()) {
      columns.push_back({statement.string(0), statement.string(1), statement.integer(2), statement.integer(3),
                         statement.integer(4)});
    }
  });
  return columns;
}

Recorded Runs::read(std::int64_t run, const RecordedQuery& query) const {
  Recorded result;
  result.first_row = query.first_row;
  core_->read([&](Connection& connection) {
    Gather gather(query, result);
    for_each_chunk(connection,
                   {run, query.table, query.column, query.first_exchange, query.last_exchange,
                    query.first_row, gather.end_row()},
                   [&gather](std::int64_t first_row, const Chunk& chunk) { gather.add(first_row, chunk); });
    if (result.exchanges.empty()) {
      throw Error(ErrorCode::not_found,
                  fmt::format("run {} has no record of {}.{} in exchanges {} to {}", run, query.table,
                              query.column, query.first_exchange, query.last_exchange),
                  core_->path(),
                  "choose what is to be recorded before the run, with the column's recording policy");
    }
    Statement time(connection, "SELECT time_us FROM conurb_exchange WHERE run = ? AND exchange = ?");
    for (const std::int64_t exchange : result.exchanges) {
      time.bind_all(run, exchange);
      result.times_us.push_back(time.step() ? time.integer(0) : 0);
      time.reset();
    }
  });
  return result;
}

}  // namespace conurb::store
