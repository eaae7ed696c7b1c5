// SPDX-License-Identifier: Apache-2.0
#include "engine/base/hash.hpp"

#include <fmt/core.h>
#include <xxhash.h>

#include <array>
#include <charconv>
#include <new>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb {

namespace {

Hash128 from_xxh(XXH128_hash_t value) {
  return {value.high64, value.low64};
}

}  // namespace

Hash128 hash(std::span<const std::byte> bytes) {
  return from_xxh(XXH3_128bits(bytes.data(), bytes.size()));
}

Hash128 hash(std::string_view text) {
  return from_xxh(XXH3_128bits(text.data(), text.size()));
}

std::string to_hex(Hash128 value) {
  return fmt::format("{:016x}{:016x}", value.high, value.low);
}

Hash128 hash_from_hex(std::string_view text) {
  Hash128 value;
  const char* const begin = text.data();
  if (text.size() == 32) {
    const auto high = std::from_chars(begin, begin + 16, value.high, 16);
    const auto low = std::from_chars(begin + 16, begin + 32, value.low, 16);
    if (high.ptr == begin + 16 && low.ptr == begin + 32) return value;
  }
  throw Error(ErrorCode::bad_data, in_quotes(text) + " is no hash of 32 hexadecimal digits");
}

struct Hasher::Impl {
  struct Free {
    void operator()(XXH3_state_t* unused) const { XXH3_freeState(unused); }
  };
  std::unique_ptr<XXH3_state_t, Free> state{XXH3_createState()};
};

Hasher::Hasher() : impl_(std::make_unique<Impl>()) {
  if (!impl_->state) throw std::bad_alloc();
  XXH3_128bits_reset(impl_->state.get());
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::add(std::span<const std::byte> bytes) {
  if (!bytes.empty()) XXH3_128bits_update(impl_->state.get(), bytes.data(), bytes.size());
}

void Hasher::add_text(std::string_view text) {
  add(std::as_bytes(std::span(text)));
  add_number(text.size());
}

void Hasher::add_number(std::uint64_t number) {
  std::array<std::byte, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::byte>((number >> (8 * i)) & 0xFFU);
  add(bytes);
}

Hash128 Hasher::value() const {
  return from_xxh(XXH3_128bits_digest(impl_->state.get()));
}

}  // namespace conurb
