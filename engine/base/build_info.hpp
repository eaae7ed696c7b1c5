// SPDX-License-Identifier: Apache-2.0
// Which build this is and what it runs on: part of every run record, since equal bits are promised for one
// build on one class of processor.
#pragma once

#include <string>
#include <string_view>

namespace conurb {

/// "0.1.0 (gcc 12.2.0, Release)".
[[nodiscard]] std::string_view build_version();

/// What of the processor decides bits. The C library's mathematics (sin, exp, pow …) has variants with and
/// without fused multiply-add, which differ in the last bit; it picks one when a program is loaded. Equal
/// classes of one build give equal bits: "x86-64 fma", "x86-64 fma4", "x86-64 sse2", "x86-64 portable" or
/// "other". Wider vectors make no class of their own: kernels give the same bits on each.
[[nodiscard]] std::string processor_class();

/// Environment with which a program is loaded so that it gives the bits of every x86-64 processor: the C
/// library is told to see none of the later instructions. `value` goes to the variable GLIBC_TUNABLES.
struct PortableLoading {
  static constexpr const char* variable = "GLIBC_TUNABLES";
  static constexpr const char* value = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2";
};

/// True if this program was loaded like that. Environment is as at the start of the program.
[[nodiscard]] bool is_portable();

}  // namespace conurb
