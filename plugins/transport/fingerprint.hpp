// SPDX-License-Identifier: Apache-2.0
// One number for many: FNV-1a over words of 32 bits (Fowler, Noll and Vo).
#pragma once

#include <cstdint>

namespace conurb::transport {

class Fingerprint {
 public:
  template <class... Words>
  void add(Words... words) {
    (..., (value_ = (value_ ^ static_cast<std::uint32_t>(words)) * 0x100000001b3U));
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace conurb::transport
