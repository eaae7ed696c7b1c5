// SPDX-License-Identifier: Apache-2.0
#include "engine/city/buffer.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"

namespace conurb::city {

namespace {

constexpr std::size_t kSmallest = 256;

// Four classes per power of two: at most 25 % is wasted, and a grown column usually still finds its class in
// the pool.
std::size_t size_class(std::size_t bytes) {
  bytes = std::max(bytes, kSmallest);
  const std::size_t step = std::max<std::size_t>(std::bit_floor(bytes) / 4, 64);
  return (bytes + step - 1) / step * step;
}

}  // namespace

struct Arena {
  int descriptor = -1;
  std::byte* base = nullptr;
  std::size_t size = 0;
  std::size_t used = 0;
};

struct FreeBlock {
  std::uint32_t arena = 0;
  std::uint64_t offset = 0;
};

struct BufferPool::Impl {
  Options options;
  mutable std::mutex mutex;
  std::vector<Arena> arenas;
  std::uint32_t current = 0;  // the arena that small blocks are carved from
  std::map<std::size_t, std::vector<FreeBlock>> free;
  std::size_t used_bytes = 0;
  std::size_t free_bytes = 0;

  std::uint32_t add_arena(std::size_t size) {
    const int descriptor = memfd_create("conurb-columns", MFD_CLOEXEC);
    if (descriptor < 0 || ftruncate(descriptor, static_cast<off_t>(size)) != 0) {
      const std::string reason = std::strerror(errno);
      if (descriptor >= 0) close(descriptor);
      throw Error(ErrorCode::limit,
                  "no shared memory for " + std::to_string(size) + " bytes of columns: " + reason, "",
                  "free memory or raise the process's limits");
    }
    void* base = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (base == MAP_FAILED) {
      const std::string reason = std::strerror(errno);
      close(descriptor);
      throw Error(ErrorCode::limit, "cannot map " + std::to_string(size) + " bytes of columns: " + reason, "",
                  "free memory or raise the process's limits");
    }
    arenas.push_back({descriptor, static_cast<std::byte*>(base), size, 0});
    return static_cast<std::uint32_t>(arenas.size() - 1);
  }

  FreeBlock carve(std::size_t bytes) {
    if (bytes > options.arena_bytes) {
      const std::uint32_t own = add_arena(bytes);
      arenas[own].used = bytes;
      return {own, 0};
    }
    if (arenas.empty() || arenas[current].used + bytes > arenas[current].size) {
      current = add_arena(options.arena_bytes);
    }
    Arena& arena = arenas[current];
    const FreeBlock block{current, arena.used};
    arena.used += bytes;
    return block;
  }
};

Buffer::Buffer(Buffer&& other) noexcept {
  *this = std::move(other);
}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this != &other) {
    release();
    pool_ = std::move(other.pool_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    offset_ = other.offset_;
    arena_ = other.arena_;
  }
  return *this;
}

Buffer::~Buffer() {
  release();
}

void Buffer::release() {
  if (pool_ != nullptr && data_ != nullptr) pool_->give_back(*this);
  data_ = nullptr;
  size_ = 0;
  pool_.reset();
}

BufferPool::BufferPool(Options options) : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
}

BufferPool::~BufferPool() {
  for (const Arena& arena : impl_->arenas) {
    munmap(arena.base, arena.size);
    close(arena.descriptor);
  }
}

std::shared_ptr<BufferPool> BufferPool::create() {
  return create(Options{});
}

std::shared_ptr<BufferPool> BufferPool::create(Options options) {
  return std::shared_ptr<BufferPool>(new BufferPool(options));
}

Buffer BufferPool::take(std::size_t bytes) {
  const std::size_t size = size_class(bytes);
  Buffer buffer;
  const std::lock_guard lock(impl_->mutex);
  FreeBlock block;
  if (auto found = impl_->free.find(size); found != impl_->free.end() && !found->second.empty()) {
    block = found->second.back();
    found->second.pop_back();
    impl_->free_bytes -= size;
  } else {
    block = impl_->carve(size);
  }
  buffer.pool_ = shared_from_this();
  buffer.data_ = impl_->arenas[block.arena].base + block.offset;
  buffer.size_ = size;
  buffer.arena_ = block.arena;
  buffer.offset_ = block.offset;
  impl_->used_bytes += size;
  return buffer;
}

void BufferPool::give_back(Buffer& buffer) noexcept {
  const std::lock_guard lock(impl_->mutex);
  impl_->used_bytes -= buffer.size_;
  if (impl_->free_bytes + buffer.size_ > impl_->options.free_bytes &&
      buffer.size_ >= (std::size_t{1} << 20)) {
    // The address stays reserved for reuse; only the pages go back to the system. Blocks are 64-byte aligned,
    // so only the whole pages inside may be punched out.
    const std::size_t page = 4096;
    const std::uint64_t first = (buffer.offset_ + page - 1) / page * page;
    const std::uint64_t last = (buffer.offset_ + buffer.size_) / page * page;
    if (last > first) {
      fallocate(impl_->arenas[buffer.arena_].descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                static_cast<off_t>(first), static_cast<off_t>(last - first));
    }
  }
  impl_->free[buffer.size_].push_back({buffer.arena_, buffer.offset_});
  impl_->free_bytes += buffer.size_;
}

std::size_t BufferPool::used_bytes() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->used_bytes;
}

std::size_t BufferPool::free_bytes() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->free_bytes;
}

int BufferPool::arena_descriptor(std::uint32_t arena) const {
  const std::lock_guard lock(impl_->mutex);
  if (arena >= impl_->arenas.size()) {
    throw Error(ErrorCode::not_found, "arena " + std::to_string(arena) + " does not exist");
  }
  return impl_->arenas[arena].descriptor;
}

}  // namespace conurb::city
