// SPDX-License-Identifier: Apache-2.0
// Which build this is and what it runs on: part of every run record, since equal bits are promised for one
// build on one class of processor.
#pragma once

#include <string>
#include <string_view>

namespace conurb {

/// "0.1.0 (gcc 12.2.0, Release)".
[[nodiscard]] std::string_view build_version();

/// What of the processor may change results or kernels: "x86-64 avx512", "x86-64 avx2", "x86-64 sse2",
/// "other".
[[nodiscard]] std::string processor_class();

}  // namespace conurb
