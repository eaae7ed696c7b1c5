// SPDX-License-Identifier: Apache-2.0
// A growable array of plain values for the large pools of a city. It grows with realloc, which for large
// blocks moves pages instead of copying them, and never touches memory it does not yet use: a city of several
// gigabytes is read with a peak close to its final size. std::vector copies on growth and zero-fills on
// resize.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::city {

/// Array of trivially copyable T. Elements added by extend() are uninitialised. Growing invalidates pointers
/// and spans. Not thread-safe while written. Throws Error(limit) when the system gives no more memory.
template <class T>
class PodArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  PodArray() = default;
  PodArray(PodArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  PodArray(const PodArray& other) { append(other.view()); }
  PodArray& operator=(PodArray other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~PodArray() { std::free(data_); }

  void push_back(T value) {
    if (size_ == capacity_) [[unlikely]]
      grow(size_ + 1);
    data_[size_++] = value;
  }

  /// Adds `count` uninitialised elements and returns the first of them.
  T* extend(std::size_t count) {
    if (count > capacity_ - size_) grow(size_ + count);
    T* first = data_ + size_;
    size_ += count;
    return first;
  }

  void append(std::span<const T> values) {
    if (!values.empty()) std::memcpy(extend(values.size()), values.data(), values.size_bytes());
  }

  /// Drops the elements from `count` on; a larger count than size() changes nothing.
  void truncate(std::size_t count) {
    if (count < size_) size_ = count;
  }
  void clear() { size_ = 0; }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] T& operator[](std::size_t i) { return data_[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return data_[i]; }
  [[nodiscard]] T& back() { return data_[size_ - 1]; }
  [[nodiscard]] const T& back() const { return data_[size_ - 1]; }
  [[nodiscard]] T* begin() { return data_; }
  [[nodiscard]] T* end() { return data_ + size_; }
  [[nodiscard]] const T* begin() const { return data_; }
  [[nodiscard]] const T* end() const { return data_ + size_; }
  [[nodiscard]] std::span<const T> view() const { return {data_, size_}; }

 private:
  [[gnu::noinline]] void grow(std::size_t needed) {
    std::size_t capacity = capacity_ + capacity_ / 2 + 16;
    if (capacity < needed) capacity = needed;
    void* grown = capacity > static_cast<std::size_t>(-1) / sizeof(T)
                      ? nullptr
                      : std::realloc(static_cast<void*>(data_), capacity * sizeof(T));
    if (grown == nullptr) {
      throw Error(ErrorCode::limit, "no memory for an array of " + std::to_string(needed) + " elements", "",
                  "close other programs or split the input");
    }
    data_ = static_cast<T*>(grown);
    capacity_ = capacity;
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace conurb::city
