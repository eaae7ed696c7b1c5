// SPDX-License-Identifier: Apache-2.0
#include "engine/store/blobs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/store/compress.hpp"
#include "engine/store/file_core.hpp"

namespace conurb::store {

namespace {

constexpr std::size_t kPartBytes = std::size_t{4} << 20;

void remove_blob(Connection& connection, std::string_view kind, std::string_view key) {
  connection.run(
      "DELETE FROM conurb_blob_part WHERE blob = (SELECT id FROM conurb_blob WHERE kind = ? AND name = ?)",
      kind, key);
  connection.run("DELETE FROM conurb_blob WHERE kind = ? AND name = ?", kind, key);
}

}  // namespace

Blobs::Blobs(const CityFile& file) : core_(file.core()) {}

std::string Blobs::put(std::string_view kind, std::string_view key, std::span<const std::byte> bytes) {
  std::string hash = content_hash(bytes);
  core_->write([&](Connection& connection) {
    if (connection.integer("SELECT 1 FROM conurb_blob WHERE kind = ? AND name = ? AND hash = ?", 0, kind, key,
                           hash) == 1) {
      return;
    }
    remove_blob(connection, kind, key);
    connection.run("INSERT INTO conurb_blob VALUES (NULL, ?, ?, ?, 0, ?, ?)", kind, key,
                   static_cast<std::int64_t>(bytes.size()), hash, wall_clock_us());
    const std::int64_t id = connection.last_row();
    Compressor compressor;
    std::int64_t stored = 0;
    for (std::size_t at = 0, part = 0; at < bytes.size(); at += kPartBytes, ++part) {
      const auto packed = compressor.compress(bytes.subspan(at, std::min(kPartBytes, bytes.size() - at)));
      stored += static_cast<std::int64_t>(packed.size());
      connection.run("INSERT INTO conurb_blob_part VALUES (NULL, ?, ?, ?)", id,
                     static_cast<std::int64_t>(part), std::span<const std::byte>(packed));
    }
    connection.run("UPDATE conurb_blob SET stored = ? WHERE id = ?", stored, id);
  });
  return hash;
}

std::vector<std::byte> Blobs::get(std::string_view kind, std::string_view key) const {
  std::vector<std::byte> content;
  core_->read([&](Connection& connection) {
    Statement head(connection, "SELECT id, bytes, hash FROM conurb_blob WHERE kind = ? AND name = ?");
    head.bind_all(kind, key);
    if (!head.step()) {
      throw Error(ErrorCode::not_found, fmt::format("there is no {} '{}'", kind, key), core_->path());
    }
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(head.integer(1), 0));
    Statement parts(connection, "SELECT data FROM conurb_blob_part WHERE blob = ? ORDER BY part");
    parts.bind_all(head.integer(0));
    try {
      while (parts.step()) {
        const std::size_t expected = std::min(kPartBytes, size - std::min(size, content.size()));
        const auto part = decompress(parts.blob(0), expected);
        content.insert(content.end(), part.begin(), part.end());
      }
      if (content.size() != size || content_hash(content) != head.text(2)) {
        throw Error(ErrorCode::bad_data, "parts are missing or changed");
      }
    } catch (const Error& error) {
      throw Error(error.code(), fmt::format("{} '{}' is damaged: {}", kind, key, error.message()),
                  core_->path(), "restore the file from a copy");
    }
  });
  return content;
}

bool Blobs::contains(std::string_view kind, std::string_view key) const {
  bool found = false;
  core_->read([&](Connection& connection) {
    found = connection.integer("SELECT 1 FROM conurb_blob WHERE kind = ? AND name = ?", 0, kind, key) == 1;
  });
  return found;
}

std::vector<BlobInfo> Blobs::list(std::string_view kind) const {
  std::vector<BlobInfo> blobs;
  core_->read([&](Connection& connection) {
    Statement statement(
        connection,
        "SELECT kind, name, hash, bytes, stored, written_us FROM conurb_blob WHERE ?1 = '' OR kind = ?1 "
        "ORDER BY kind, name");
    statement.bind_all(kind);
    while (statement.step()) {
      blobs.push_back({statement.string(0), statement.string(1), statement.string(2), statement.integer(3),
                       statement.integer(4), statement.integer(5)});
    }
  });
  return blobs;
}

void Blobs::remove(std::string_view kind, std::string_view key) {
  core_->write([&](Connection& connection) { remove_blob(connection, kind, key); });
}

std::string Blobs::checkpoint_key(std::int64_t run, std::int64_t time_us) {
  return fmt::format("{:010}/{:020}", run, time_us);
}

}  // namespace conurb::store
