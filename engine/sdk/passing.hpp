// SPDX-License-Identifier: Apache-2.0
// What passes between host and plugin beside columns: failures, saved state, rows of answers, files. Included
// by conurb.hpp.
#pragma once

#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "engine/sdk/conurb.h"

namespace conurb::sdk {

/// Thrown by the wrappers on a non-zero status, and by plugins to leave a call with one. An empty text leaves
/// the reason that the host knows already.
class Failure : public std::exception {
 public:
  Failure(conurb_status status, std::string text) : status_(status), text_(std::move(text)) {}
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
  [[nodiscard]] conurb_status status() const { return status_; }

 private:
  conurb_status status_;
  std::string text_;
};

inline void require_ok(conurb_status status, const char* what) {
  if (status != CONURB_OK) throw Failure(status, what);
}

/// Type code of a C++ element type.
template <typename T>
constexpr std::int32_t type_code() {
  if constexpr (std::is_same_v<T, double>)
    return CONURB_TYPE_F64;
  else if constexpr (std::is_same_v<T, float>)
    return CONURB_TYPE_F32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return CONURB_TYPE_I64;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return CONURB_TYPE_I32;
  else {
    static_assert(std::is_same_v<T, std::uint8_t>, "columns hold double, float, int64, int32 or uint8");
    return CONURB_TYPE_U8;
  }
}

class Writer {
 public:
  explicit Writer(const conurb_writer* writer) : writer_(writer) {}
  template <typename T>
  void put(const char* key, std::span<const T> values) {
    require_ok(writer_->put(writer_, key, type_code<T>(), values.data(), values.size()), "state not written");
  }
  template <typename T>
  void put(const char* key, T value) {
    put(key, std::span<const T>(&value, 1));
  }

 private:
  const conurb_writer* writer_;
};

class Reader {
 public:
  explicit Reader(const conurb_reader* reader) : reader_(reader) {}
  [[nodiscard]] std::uint32_t state_version() const { return reader_->state_version; }
  /// Values of a key; empty if it is not there. Throws Failure if they are of another type.
  template <typename T>
  [[nodiscard]] std::span<const T> get_all(const char* key) const {
    const void* data = nullptr;
    std::uint64_t count = 0;
    const conurb_status status = reader_->get(reader_, key, type_code<T>(), &data, &count);
    if (status == CONURB_NOT_FOUND) return {};
    require_ok(status, "saved state is of another type");
    return {static_cast<const T*>(data), static_cast<std::size_t>(count)};
  }
  template <typename T>
  [[nodiscard]] T get(const char* key, T otherwise) const {
    const auto values = get_all<T>(key);
    return values.empty() ? otherwise : values[0];
  }

 private:
  const conurb_reader* reader_;
};

/// Rows of a query's answer.
class Result {
 public:
  explicit Result(const conurb_result* result) : result_(result) {}
  void add_row(std::span<const conurb_value> cells) {
    require_ok(result_->add_row(result_, cells.data(), static_cast<std::uint32_t>(cells.size())),
               "row not taken");
  }
  static conurb_value number(double value) {
    return {sizeof(conurb_value), CONURB_TYPE_F64, value, 0, nullptr};
  }
  static conurb_value whole(std::int64_t value) {
    return {sizeof(conurb_value), CONURB_TYPE_I64, 0, value, nullptr};
  }
  static conurb_value row(std::int64_t value) {
    return {sizeof(conurb_value), CONURB_TYPE_REF, 0, value, nullptr};
  }
  static conurb_value text(const char* value) {
    return {sizeof(conurb_value), CONURB_TYPE_TEXT, 0, 0, value};
  }

 private:
  const conurb_result* result_;
};

/// A file to read.
struct File {
  std::string_view name, bytes;
};

/// Where a file is written to.
class Sink {
 public:
  explicit Sink(const conurb_sink* sink) : sink_(sink) {}
  void put(std::string_view bytes) {
    require_ok(sink_->put(sink_, bytes.data(), bytes.size()), "the file cannot be written");
  }

 private:
  const conurb_sink* sink_;
};

}  // namespace conurb::sdk
