// SPDX-License-Identifier: Apache-2.0
// One attribute of a table: a contiguous, padded array that branches share until one of them writes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/city/buffer.hpp"
#include "engine/city/changes.hpp"
#include "engine/city/dictionary.hpp"
#include "engine/city/spec.hpp"

namespace conurb::city {

/// The bytes of a column, shared by branches, pins and checkpoints. May be filled on first use by a loader,
/// so that opening a large city reads only what is asked for.
class ColumnStorage {
 public:
  using Loader = std::function<void(ColumnStorage&)>;

  Buffer data;     ///< elements; for a list column all lists one after the other
  Buffer offsets;  ///< list columns: rows + 1 int64, row r is data[offsets[r] … offsets[r + 1])
  std::shared_ptr<Dictionary> dictionary;  ///< text columns

  /// Content is fetched by `loader` at the first access, once, by whatever thread comes first.
  void set_loader(Loader loader) { loader_ = std::move(loader); }
  void ensure_loaded();

 private:
  Loader loader_;
  std::once_flag once_;
};

/// A handle on storage plus what this branch knows of it. Copying a Column copies no data. Not thread-safe
/// for writing; several threads may read.
class Column {
 public:
  /// `rows` elements of the spec's initial value.
  Column(std::shared_ptr<const ColumnSpec> spec, std::shared_ptr<BufferPool> pool, std::int64_t rows,
         Revision revision);

  [[nodiscard]] const ColumnSpec& spec() const { return *spec_; }
  [[nodiscard]] const std::shared_ptr<const ColumnSpec>& spec_handle() const { return spec_; }
  /// Other words for the same values: role, owner, limits, recording. Throws Error incompatible unless
  /// city::shareable.
  void redeclare(std::shared_ptr<const ColumnSpec> spec);
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] Revision revision() const { return changes_.revision(); }
  [[nodiscard]] const ChangeLog& changes() const { return changes_; }

  /// The elements, padded(rows()) of them for plain columns; the filler beyond rows() is finite. T must match
  /// the scalar's size (text and ref: int32). Valid until the next write through this handle.
  template <typename T>
  [[nodiscard]] std::span<const T> values() const {
    check_size(sizeof(T));
    return {reinterpret_cast<const T*>(bytes()), static_cast<std::size_t>(element_count())};
  }
  /// The same for writing: copied first if another branch, pin or checkpoint holds it. Tell what changed
  /// afterwards with all_changed or rows_changed.
  template <typename T>
  [[nodiscard]] std::span<T> modify() {
    check_size(sizeof(T));
    return {reinterpret_cast<T*>(modify_bytes()), static_cast<std::size_t>(element_count())};
  }
  /// Raw forms of values() and modify(). `overwrite_bytes` copies nothing: unless it was alone, the content
  /// is undefined but for the filler, and every row must be written.
  [[nodiscard]] const std::byte* bytes() const;
  [[nodiscard]] std::byte* modify_bytes();
  [[nodiscard]] std::byte* overwrite_bytes();
  /// Elements that values() spans.
  [[nodiscard]] std::int64_t element_count() const;

  /// List columns: rows() + 1 offsets into values().
  [[nodiscard]] std::span<const std::int64_t> offsets() const;
  /// List columns: replaces all lists; `offsets` has rows() + 1 ascending entries from 0. `data` holds
  /// offsets.back() elements. Throws Error invalid_argument if they do not fit.
  void assign_lists(std::span<const std::int64_t> offsets, const std::byte* data);

  /// Text columns: the texts behind the codes.
  [[nodiscard]] const Dictionary& dictionary() const;
  /// Text columns: code of a text, interned if new; other branches do not see it.
  [[nodiscard]] std::int32_t intern(std::string_view text);

  /// One element as a value and back; slow, for scripts, journals and files. Throws Error invalid_argument
  /// for a row out of range, a value of another type, outside [min, max], or null where the column is not
  /// nullable.
  [[nodiscard]] Value get(std::int64_t row) const;
  void set(std::int64_t row, const Value& value);
  /// Checks a value against the spec without setting it.
  static void check(const ColumnSpec& spec, const Value& value);

  /// Grows to `rows` with initial values; within the slack nothing moves.
  void grow(std::int64_t rows, Revision revision);

  void all_changed(Revision revision) { changes_.all_changed(revision); }
  void rows_changed(Revision revision, std::vector<std::int64_t> rows) {
    changes_.rows_changed(revision, std::move(rows));
  }

  /// True if this handle alone holds the storage: writing copies nothing.
  [[nodiscard]] bool alone() const { return storage_.use_count() == 1; }
  /// A pin: whoever holds it sees this content whatever is written later.
  [[nodiscard]] std::shared_ptr<const ColumnStorage> pin() const { return storage_; }
  /// Puts back a pinned content of the same spec with the change log it had: how a checkpoint returns.
  void restore(std::shared_ptr<ColumnStorage> storage, std::int64_t rows, const ChangeLog& changes);
  [[nodiscard]] const std::shared_ptr<ColumnStorage>& storage() const { return storage_; }
  /// Storage that `loader` fills at first access.
  void load_later(ColumnStorage::Loader loader);

 private:
  void check_size(std::size_t size) const;
  void check_row(std::int64_t row) const;
  std::byte* writable(bool keep_content);
  Buffer take_plain(std::int64_t rows) const;
  void fill_initial(std::byte* data, std::int64_t from, std::int64_t to);
  void clear_filler(std::byte* data, std::int64_t rows) const;

  std::shared_ptr<const ColumnSpec> spec_;
  std::shared_ptr<BufferPool> pool_;
  std::shared_ptr<ColumnStorage> storage_;
  std::int64_t rows_ = 0;
  ChangeLog changes_;
};

}  // namespace conurb::city
