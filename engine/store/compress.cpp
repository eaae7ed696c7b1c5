// SPDX-License-Identifier: Apache-2.0
#include "engine/store/compress.hpp"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

#include <utility>

#include "engine/base/error.hpp"

namespace conurb::store {

namespace {

// Level 1 packs shuffled columns within a few per cent of higher levels at several times their speed.
constexpr int kLevel = 1;

}  // namespace

std::span<const std::byte> ByteReader::take(std::size_t bytes) {
  if (bytes > rest_.size()) throw Error(ErrorCode::bad_data, "a record in the file is cut short");
  const auto taken = rest_.first(bytes);
  rest_ = rest_.subspan(bytes);
  return taken;
}

std::string_view ByteReader::get_text() {
  const auto bytes = take(get<std::uint32_t>());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Compressor::Impl {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  std::vector<std::byte> buffer;
  ~Impl() { ZSTD_freeCCtx(context); }
};

Compressor::Compressor() : impl_(std::make_unique<Impl>()) {
  if (impl_->context == nullptr) throw Error(ErrorCode::limit, "not enough memory to compress");
}

Compressor::~Compressor() = default;

std::vector<std::byte> Compressor::compress(std::span<const std::byte> bytes) {
  impl_->buffer.resize(ZSTD_compressBound(bytes.size()));
  const std::size_t size = ZSTD_compressCCtx(impl_->context, impl_->buffer.data(), impl_->buffer.size(),
                                             bytes.data(), bytes.size(), kLevel);
  if (ZSTD_isError(size) != 0) {
    throw Error(ErrorCode::internal, fmt::format("cannot compress: {}", ZSTD_getErrorName(size)));
  }
  return {impl_->buffer.begin(), impl_->buffer.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::vector<std::byte> decompress(std::span<const std::byte> bytes, std::size_t size) {
  // The frame says how long its content is: what does not fit is refused before memory is taken for it.
  const unsigned long long stated = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (stated != size) throw Error(ErrorCode::bad_data, "a compressed record in the file is damaged");
  std::vector<std::byte> content(size);
  const std::size_t got = ZSTD_decompress(content.data(), content.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != size) {
    throw Error(ErrorCode::bad_data, "a compressed record in the file is damaged");
  }
  return content;
}

std::string content_hash(std::span<const std::byte> bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

void group_bytes(std::span<const std::byte> from, std::span<std::byte> to, std::size_t size) {
  const std::size_t count = from.size() / size;
  for (std::size_t byte = 0; byte < size; ++byte) {
    for (std::size_t i = 0; i < count; ++i) to[byte * count + i] = from[i * size + byte];
  }
}

void ungroup_bytes(std::span<const std::byte> from, std::span<std::byte> to, std::size_t size) {
  const std::size_t count = from.size() / size;
  for (std::size_t byte = 0; byte < size; ++byte) {
    for (std::size_t i = 0; i < count; ++i) to[i * size + byte] = from[byte * count + i];
  }
}

}  // namespace conurb::store
