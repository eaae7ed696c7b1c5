// SPDX-License-Identifier: Apache-2.0
// Derived things that several branches and queries share: orderings, factorisations, indices. Each value is
// immutable, built once per key, counted while somebody uses it, and never saved: what it is made from is in
// the columns.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::host {

class SharedCache {
 public:
  struct Key {
    std::string owner;  ///< hash of the plugin's library, or "engine"
    std::string name;
    std::vector<std::uint64_t> revisions;  ///< of the columns it was made from
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Built {
    std::shared_ptr<const void> value;
    std::size_t bytes = 0;
  };

  /// `capacity` in bytes: beyond it, values that nobody holds are dropped, the longest unused first.
  explicit SharedCache(std::size_t capacity = std::size_t{1} << 30);

  /// The value of a key, made by `build` if it is not there. Of several callers one builds and the others
  /// wait; if building throws, every caller gets to try itself. Thread-safe; `build` must not ask for the
  /// same key again.
  [[nodiscard]] std::shared_ptr<const void> get(const Key& key, const std::function<Built()>& build);

  /// Forgets all values of an owner; to be called before its library closes. Values still held live on with
  /// their holder.
  void drop(std::string_view owner);

  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    Built built;
    std::uint64_t last_use = 0;
    bool building = true;
  };
  // Takes what is too much out of the map; its destruction, which runs plugins' code, is left to the caller
  // without lock.
  [[nodiscard]] std::vector<std::shared_ptr<const void>> evict();

  mutable std::mutex mutex_;
  std::condition_variable built_;
  std::map<Key, Entry> entries_;
  std::size_t capacity_;
  std::size_t bytes_ = 0;
  std::uint64_t clock_ = 0;
};

}  // namespace conurb::host
