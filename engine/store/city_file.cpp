// SPDX-License-Identifier: Apache-2.0
#include "engine/store/city_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <system_error>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/store/chunk_codec.hpp"
#include "engine/store/external_edits.hpp"
#include "engine/store/features.hpp"
#include "engine/store/file_core.hpp"
#include "engine/store/load.hpp"
#include "engine/store/lock.hpp"
#include "engine/store/save.hpp"
#include "engine/store/schema.hpp"

namespace conurb::store {

namespace {

// Larger pages than SQLite's 4 kB: a building with its footprint takes some hundred bytes, and columns are
// read by scans.
constexpr int kPageBytes = 8192;
constexpr int kWriterCacheKib = 65536;

std::unique_ptr<Connection> open_writer(const std::string& path, const CityFile::OpenOptions& options) {
  auto writer = std::make_unique<Connection>(path, Access::write);
  check_schema(*writer);  // reads the header, so this is where something that is no database is found out
  if (sqlite3_db_readonly(writer->handle(), "main") == 1) {
    throw Error(ErrorCode::io, "no permission to write to the file", path,
                "check the permissions of the file and its folder, or open it for reading only");
  }
  // Asked before anything waits for the holder's transactions: a reader never has to.
  require_unlocked(*writer);
  writer->run("PRAGMA journal_mode = WAL");
  writer->run("PRAGMA synchronous = FULL");
  writer->run(fmt::format("PRAGMA cache_size = -{}", kWriterCacheKib));
  writer->run("PRAGMA journal_size_limit = 67108864");
  if (options.max_bytes > 0) {
    const std::int64_t page = writer->integer("PRAGMA page_size", kPageBytes);
    writer->run(fmt::format("PRAGMA max_page_count = {}", options.max_bytes / page + 1));
  }
  return writer;
}

void require_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw Error(ErrorCode::not_found, "no such file", path.string(), "make one with 'conurb import'");
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw Error(ErrorCode::bad_data, "not a file", path.string(), std::string(kGiveCity));
  }
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// Asked beforehand because SQLite cannot always tell why a file does not open.
void require_access(const std::filesystem::path& place, int mode, const std::filesystem::path& path,
                    std::string_view doing) {
  if (access(place.c_str(), mode) == 0) return;
  const std::string why = std::error_code(errno, std::generic_category()).message();
  throw Error(ErrorCode::io, fmt::format("no permission {} ({})", doing, why), path.string(),
              "check the permissions of the file and its folder, or work on a copy elsewhere");
}

[[noreturn]] void refuse_taken(const std::filesystem::path& path) {
  throw Error(ErrorCode::conflict, "there is a file of this name already", path.string(),
              "choose another name, or remove it first");
}

/// Reading works without a place for the log only if nobody writes; that is so in a folder that nobody can
/// write.
bool needs_immutable(const std::string& path, const std::function<void(Connection&)>& look = check_schema) {
  try {
    Connection connection(path, Access::read);
    look(connection);
    return false;
  } catch (const Error& error) {
    std::error_code ignored;
    const bool log = std::filesystem::exists(path + "-wal", ignored);
    if (error.code() != ErrorCode::io || log) throw;
    return true;
  }
}

void remove_with_log(const std::string& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::filesystem::remove(path + suffix, ignored);
}

void fail_dead_runs(Connection& connection) {
  connection.run("UPDATE conurb_run SET status = ?1, finished_us = ?2 WHERE status = ?3",
                 static_cast<std::int32_t>(RunStatus::failed), wall_clock_us(),
                 static_cast<std::int32_t>(RunStatus::running));
}

}  // namespace

CityFile::CityFile(std::shared_ptr<FileCore> core) : core_(std::move(core)) {}
CityFile::CityFile(CityFile&&) noexcept = default;

CityFile& CityFile::operator=(CityFile&& other) noexcept {
  if (this != &other) {
    CityFile old(std::move(*this));
    core_ = std::move(other.core_);
  }
  return *this;
}

CityFile::~CityFile() {
  try {
    close();
  } catch (const std::exception&) {
    // Everything is committed; what failed is only tidying up, and the next to open the file does that.
  }
}

void CityFile::check_place(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) refuse_taken(path);
  const std::filesystem::path folder = folder_of(path);
  if (!std::filesystem::is_directory(folder, error)) {
    throw Error(ErrorCode::not_found, "there is no such folder", folder.string(),
                "make it, or write elsewhere");
  }
  require_access(folder, W_OK | X_OK, path, "to make a file in its folder");
}

CityFile CityFile::create(const std::filesystem::path& path, OpenOptions options) {
  check_place(path);
  // Made beside its place and then moved there: whatever happens, under the name is a city file or nothing.
  const std::string draft = path.string() + ".new";
  remove_with_log(draft);
  try {
    Connection connection(draft, Access::create);
    connection.run(fmt::format("PRAGMA page_size = {}", kPageBytes));
    connection.run("BEGIN");
    create_schema(connection);
    connection.run("COMMIT");
    // Going over to the write-ahead log later would need a rollback journal under the file's own name.
    connection.run("PRAGMA journal_mode = WAL");
    connection.close();
    // A hard link, unlike a renaming, never takes the place of a file that came into being meanwhile.
    if (link(draft.c_str(), path.c_str()) != 0) {
      if (errno == EEXIST) refuse_taken(path);
      std::filesystem::rename(draft, path);  // a file system without links
    }
    remove_with_log(draft);
  } catch (const std::filesystem::filesystem_error& failure) {
    remove_with_log(draft);
    throw Error(ErrorCode::io, fmt::format("cannot make the file: {}", failure.code().message()),
                path.string());
  } catch (const Error& failure) {
    remove_with_log(draft);
    // Told of the file that was asked for, not of the draft.
    throw Error(failure.code(), failure.message(), path.string(), failure.remedy());
  }
  try {
    return open(path, Mode::read_write, std::move(options));
  } catch (...) {
    remove_with_log(path.string());  // there was room for an empty file, but not for its log
    throw;
  }
}

CityFile CityFile::open(const std::filesystem::path& path, Mode mode, OpenOptions options) {
  require_file(path);
  if (mode == Mode::read_only) {
    const bool immutable = needs_immutable(path.string());
    auto core = std::make_shared<FileCore>(path.string(), mode, immutable, nullptr);
    core->read([](Connection& connection) { check_schema(connection); });
    return CityFile(std::move(core));
  }
  require_access(path, W_OK, path, "to write to the file");
  require_access(folder_of(path), W_OK | X_OK, path, "to write beside the file, where its log stands");
  auto writer = open_writer(path.string(), options);
  auto core = std::make_shared<FileCore>(path.string(), mode, false, std::move(writer));
  core->write([&](Connection& connection) {
    take_lock(connection, options.who);
    fail_dead_runs(connection);
    core->external_edits = take_edits(*core, connection);
  });
  return CityFile(std::move(core));
}

bool CityFile::is_city(const std::filesystem::path& path) {
  require_file(path);
  bool city = false;
  const auto look = [&city](Connection& connection) { city = connection.has_table("conurb_meta"); };
  if (!needs_immutable(path.string(), look)) return city;
  Connection connection(path.string(), Access::immutable);
  look(connection);
  return city;
}

void CityFile::copy(const std::filesystem::path& from, const std::filesystem::path& to) {
  check_place(to);
  require_file(from);
  const std::string draft = to.string() + ".new";
  remove_with_log(draft);
  try {
    // Unlike a copy of the bytes this sees what is in the log still, and one state only.
    const bool immutable = needs_immutable(from.string());
    Connection source(from.string(), immutable ? Access::immutable : Access::read);
    source.run("PRAGMA query_only = OFF");  // it would keep the statement from writing the copy, too
    source.run("VACUUM INTO ?", draft);
    source.close();
    Connection connection(draft, Access::write);
    remove_lock(connection);
    connection.run("PRAGMA journal_mode = WAL");
    connection.close();
    std::filesystem::rename(draft, to);
    remove_with_log(draft);
  } catch (const std::filesystem::filesystem_error& failure) {
    remove_with_log(draft);
    throw Error(ErrorCode::io, fmt::format("cannot make the file: {}", failure.code().message()),
                to.string());
  } catch (...) {
    remove_with_log(draft);
    throw;
  }
}

void CityFile::break_lock(const std::filesystem::path& path) {
  require_file(path);
  Connection connection(path.string(), Access::write);
  check_schema(connection);
  remove_lock(connection);
}

void CityFile::close() {
  if (core_ == nullptr) return;
  core_->close([](Connection& connection) {
    release_lock(connection);
    connection.run("PRAGMA wal_checkpoint(TRUNCATE)");
  });
}

const std::filesystem::path& CityFile::path() const {
  return core_->file_path();
}
Mode CityFile::mode() const {
  return core_->mode();
}

void CityFile::atomically(const std::function<void()>& body) {
  core_->write([&body](Connection&) { body(); });
}

city::City CityFile::load() {
  std::optional<city::City> city;
  SavedCity saved;
  core_->read([&](Connection& connection) { city = load_city(*core_, connection, saved); });
  const std::lock_guard lock(core_->saved_mutex);
  core_->saved = std::move(saved);
  return std::move(*city);
}

void CityFile::save(const city::City& city, const SaveOptions& options) {
  core_->write([&](Connection& connection) { save_city(*core_, connection, city, options); });
  core_->trim_log();
}

std::int64_t CityFile::base_sequence() {
  double sequence = 0;
  core_->read([&sequence](Connection& connection) { sequence = meta_real(connection, "base_sequence"); });
  return static_cast<std::int64_t>(sequence);
}

std::map<std::string, std::string> CityFile::contents() const {
  std::map<std::string, std::string> hashes;
  core_->read([&hashes](Connection& connection) {
    Statement all(connection, "SELECT table_name, column_name, hash FROM conurb_content");
    while (all.step()) hashes[all.string(0) + "." + all.string(1)] = all.string(2);
  });
  return hashes;
}

std::map<std::string, std::int64_t> CityFile::edits_to_take() const {
  std::map<std::string, std::int64_t> edits;
  core_->read([&edits](Connection& connection) {
    std::vector<std::string> tables;
    Statement all(connection, "SELECT name FROM conurb_table");
    while (all.step()) tables.push_back(all.string(0));
    for (const std::string& table : tables) {
      if (!connection.has_table(edit_table(table))) continue;
      const std::int64_t rows =
          connection.integer(fmt::format("SELECT count(*) FROM {}", quote_name(edit_table(table))), 0);
      if (rows > 0) edits[table] = rows;
    }
  });
  return edits;
}

std::vector<city::Id> CityFile::window(std::string_view table, double min_x, double min_y, double max_x,
                                       double max_y) {
  std::vector<city::Id> ids;
  core_->read([&](Connection& connection) {
    const std::string tree = rtree_table(table);
    if (!connection.has_table(tree)) {
      throw Error(ErrorCode::not_found, fmt::format("the file has no table '{}' with a shape", table),
                  core_->path());
    }
    const Frame frame = read_frame(connection, table);
    Statement query(connection,
                    fmt::format("SELECT id FROM {} WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ? "
                                "ORDER BY id",
                                quote_name(tree)));
    query.bind_all(min_x + frame.origin_x, max_x + frame.origin_x, min_y + frame.origin_y,
                   max_y + frame.origin_y);
    while (query.step()) ids.push_back(query.integer(0));
  });
  return ids;
}

Extent CityFile::extent(std::string_view table) {
  Extent extent;
  core_->read([&](Connection& connection) {
    const Frame frame = read_frame(connection, table);
    Statement query(
        connection,
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ? AND min_x IS NOT NULL");
    query.bind_all(table);
    if (!query.step()) return;
    extent = {query.real(0) - frame.origin_x, query.real(1) - frame.origin_y, query.real(2) - frame.origin_x,
              query.real(3) - frame.origin_y};
  });
  return extent;
}

const std::vector<city::JournalEntry>& CityFile::external_edits() const {
  return core_->external_edits;
}

std::vector<city::JournalEntry> CityFile::take_external_edits() {
  std::vector<city::JournalEntry> entries;
  core_->write([&](Connection& connection) { entries = take_edits(*core_, connection); });
  return entries;
}

std::vector<std::string> CityFile::check() {
  std::vector<std::string> problems;
  core_->read([&](Connection& connection) {
    Statement pages(connection, "PRAGMA integrity_check(100)");
    while (pages.step()) {
      if (pages.text(0) != "ok") problems.push_back(pages.string(0));
    }
    pages.reset();
    Statement trees(connection, "SELECT table_name FROM gpkg_geometry_columns ORDER BY 1");
    while (trees.step()) {
      Statement tree(connection, "SELECT rtreecheck(?)");
      const std::string name = rtree_table(trees.text(0));
      tree.bind_all(name);
      if (tree.step() && tree.text(0) != "ok") problems.push_back(fmt::format("{}: {}", name, tree.text(0)));
    }
    Statement chunks(connection, "SELECT table_name, column_name, run, data FROM conurb_chunk ORDER BY id");
    while (chunks.step()) {
      try {
        (void)decode_chunk(chunks.blob(3), INT64_MIN, INT64_MAX);
      } catch (const Error& error) {
        problems.push_back(fmt::format("run {}, {}.{}: {}", chunks.integer(2), chunks.text(0), chunks.text(1),
                                       error.message()));
      }
    }
  });
  return problems;
}

}  // namespace conurb::store
