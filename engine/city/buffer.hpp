// SPDX-License-Identifier: Apache-2.0
// Memory of the columns. Buffers are carved from shared-memory arenas (so that a plugin in another process
// can map them), aligned to 64 bytes and recycled through a pool: copying a column into a recycled buffer
// costs a fifth of copying it into fresh pages, which is why branches copy whole columns and need no page
// tricks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace conurb::city {

class BufferPool;

/// A block of pool memory, owned by one handle at a time; moving hands it on, destruction gives it back to
/// its pool.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer();

  /// First byte, aligned to 64; null for an empty handle.
  [[nodiscard]] std::byte* data() const { return data_; }
  /// Usable bytes; at least what was asked for.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Arena that holds the block and the block's offset in it: its address in any process that maps the arena.
  [[nodiscard]] std::uint32_t arena() const { return arena_; }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  friend class BufferPool;
  void release();

  std::shared_ptr<BufferPool> pool_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  std::uint64_t offset_ = 0;
  std::uint32_t arena_ = 0;
};

/// Hands out buffers and takes them back. Thread-safe. Held by a shared pointer because buffers may outlive
/// the city.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  struct Options {
    std::size_t arena_bytes = std::size_t{64}
                              << 20;  ///< size of an arena; larger requests get one of their own
    std::size_t free_bytes = std::size_t{1}
                             << 30;  ///< beyond this, returned pages are given back to the system
  };

  [[nodiscard]] static std::shared_ptr<BufferPool> create();
  [[nodiscard]] static std::shared_ptr<BufferPool> create(Options options);
  ~BufferPool();
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;

  /// A block of at least `bytes` (rounded up to a size class); content undefined. Throws Error limit when the
  /// system has no memory left.
  [[nodiscard]] Buffer take(std::size_t bytes);

  /// Bytes handed out now, and bytes waiting to be handed out again.
  [[nodiscard]] std::size_t used_bytes() const;
  [[nodiscard]] std::size_t free_bytes() const;
  /// File descriptor of an arena (memfd), for mapping it elsewhere; owned by the pool.
  [[nodiscard]] int arena_descriptor(std::uint32_t arena) const;

 private:
  struct Impl;
  explicit BufferPool(Options options);
  void give_back(Buffer& buffer) noexcept;
  friend class Buffer;

  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::city
