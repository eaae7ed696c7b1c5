// SPDX-License-Identifier: Apache-2.0
#include "engine/host/shared_cache.hpp"

#include <utility>

namespace conurb::host {

SharedCache::SharedCache(std::size_t capacity) : capacity_(capacity) {}

std::shared_ptr<const void> SharedCache::get(const Key& key, const std::function<Built()>& build) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) break;
    if (!found->second.building) {
      found->second.last_use = ++clock_;
      return found->second.built.value;
    }
    built_.wait(lock);
  }
  entries_.emplace(key, Entry{});
  lock.unlock();
  Built built;
  try {
    built = build();
  } catch (...) {
    lock.lock();
    entries_.erase(key);
    built_.notify_all();
    throw;
  }
  lock.lock();
  const std::shared_ptr<const void> value = built.value;
  Entry& entry = entries_[key];
  bytes_ += built.bytes;
  entry = {std::move(built), ++clock_, false};
  const auto evicted = evict();
  built_.notify_all();
  lock.unlock();
  return value;
}

std::vector<std::shared_ptr<const void>> SharedCache::evict() {
  std::vector<std::shared_ptr<const void>> evicted;
  while (bytes_ > capacity_) {
    auto oldest = entries_.end();
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (entry->second.building || entry->second.built.value.use_count() > 1) continue;
      if (oldest == entries_.end() || entry->second.last_use < oldest->second.last_use) oldest = entry;
    }
    if (oldest == entries_.end()) break;
    bytes_ -= oldest->second.built.bytes;
    evicted.push_back(std::move(oldest->second.built.value));
    entries_.erase(oldest);
  }
  return evicted;
}

void SharedCache::drop(std::string_view owner) {
  std::vector<std::shared_ptr<const void>> dropped;  // destroyed after the lock is gone
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (entry->first.owner == owner && !entry->second.building) {
      dropped.push_back(std::move(entry->second.built.value));
      bytes_ -= entry->second.built.bytes;
      entry = entries_.erase(entry);
    } else {
      ++entry;
    }
  }
}

std::size_t SharedCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t SharedCache::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace conurb::host
