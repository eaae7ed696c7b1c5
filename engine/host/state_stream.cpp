// SPDX-License-Identifier: Apache-2.0
#include "engine/host/state_stream.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "engine/base/error.hpp"

namespace conurb::host {

namespace {

static_assert(std::endian::native == std::endian::little,
              "state streams are little-endian, as is every host so far");

constexpr std::string_view kMagic = "CONURBS1";
constexpr std::uint64_t kLongestText = 4096;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 40;

std::uint64_t element_size(std::int32_t type) {
  switch (type) {
    case CONURB_TYPE_F64:
    case CONURB_TYPE_I64: return 8;
    case CONURB_TYPE_F32:
    case CONURB_TYPE_I32: return 4;
    case CONURB_TYPE_U8: return 1;
    default: return 0;
  }
}

void append(std::vector<std::byte>& out, const void* data, std::size_t size) {
  const std::size_t at = out.size();
  out.resize(at + size);
  if (size > 0) std::memcpy(out.data() + at, data, size);
}

template <typename T>
void append_number(std::vector<std::byte>& out, T number) {
  append(out, &number, sizeof number);
}

void append_text(std::vector<std::byte>& out, std::string_view text) {
  append_number(out, static_cast<std::uint64_t>(text.size()));
  append(out, text.data(), text.size());
}

class Cursor {
 public:
  Cursor(std::span<const std::byte> bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
  const std::byte* take(std::uint64_t size, const char* what) {
    if (size > bytes_.size() - at_) {
      throw Error(ErrorCode::bad_data, fmt::format("saved state ends within its {} at byte {}", what, at_),
                  where_);
    }
    const std::byte* start = bytes_.data() + at_;
    at_ += static_cast<std::size_t>(size);
    return start;
  }
  template <typename T>
  T number(const char* what) {
    T value;
    std::memcpy(&value, take(sizeof value, what), sizeof value);
    return value;
  }
  std::string text(const char* what) {
    const auto size = number<std::uint64_t>(what);
    if (size > kLongestText) {
      throw Error(ErrorCode::bad_data, fmt::format("saved state has a {} of {} bytes", what, size), where_);
    }
    return {reinterpret_cast<const char*>(take(size, what)), static_cast<std::size_t>(size)};
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  const std::string& where_;
};

}  // namespace

void StateStream::put(std::string_view key, std::int32_t type, const void* data, std::uint64_t count) {
  const std::uint64_t size = element_size(type);
  const bool has_values = count == 0 || data != nullptr;
  if (key.empty() || key.size() > kLongestText || size == 0 || count > kMostBytes / size || !has_values) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} values of type {} for state key '{}'", count, type, key), plugin_);
  }
  StateEntry entry;
  entry.type = type;
  entry.count = count;
  entry.aligned.resize((count * size + 7) / 8);
  if (count > 0) std::memcpy(entry.aligned.data(), data, count * size);
  entries_.insert_or_assign(std::string(key), std::move(entry));
}

const StateEntry* StateStream::find(std::string_view key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<std::byte> StateStream::bytes() const {
  std::vector<std::byte> out;
  append(out, kMagic.data(), kMagic.size());
  append_text(out, plugin_);
  append_number(out, version_);
  append_number(out, static_cast<std::uint64_t>(entries_.size()));
  for (const auto& [key, entry] : entries_) {
    append_text(out, key);
    append_number(out, entry.type);
    append_number(out, entry.count);
    append(out, entry.aligned.data(), static_cast<std::size_t>(entry.count * element_size(entry.type)));
  }
  return out;
}

StateStream StateStream::parse(std::span<const std::byte> bytes, const std::string& where) {
  Cursor cursor(bytes, where);
  if (std::memcmp(cursor.take(kMagic.size(), "head"), kMagic.data(), kMagic.size()) != 0) {
    throw Error(ErrorCode::bad_data, "saved state does not begin as one", where);
  }
  std::string plugin = cursor.text("plugin id");
  StateStream stream(std::move(plugin), cursor.number<std::uint32_t>("version"));
  const auto entries = cursor.number<std::uint64_t>("count of entries");
  std::string last;
  for (std::uint64_t i = 0; i < entries; ++i) {
    const std::string key = cursor.text("key");
    if (key <= last) {
      throw Error(ErrorCode::bad_data, fmt::format("saved state has '{}' where a later key must stand", key),
                  where);
    }
    last = key;
    const auto type = cursor.number<std::int32_t>("type");
    const auto count = cursor.number<std::uint64_t>("count");
    const std::uint64_t size = element_size(type);
    if (size == 0 || count > bytes.size()) {
      throw Error(ErrorCode::bad_data,
                  fmt::format("saved state has {} values of type {} in '{}'", count, type, key), where);
    }
    stream.put(key, type, cursor.take(count * size, "values"), count);
  }
  if (!cursor.at_end()) throw Error(ErrorCode::bad_data, "saved state goes on after its last entry", where);
  return stream;
}

}  // namespace conurb::host
