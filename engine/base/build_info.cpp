// SPDX-License-Identifier: Apache-2.0
#include "engine/base/build_info.hpp"

#include <cstdlib>

namespace conurb {

std::string_view build_version() {
#ifdef __clang__
  return CONURB_VERSION " (clang " __clang_version__ ", " CONURB_BUILD_TYPE ")";
#else
  return CONURB_VERSION " (gcc " __VERSION__ ", " CONURB_BUILD_TYPE ")";
#endif
}

bool is_portable() {
  const char* tunables = std::getenv(PortableLoading::variable);
  return tunables != nullptr &&
         std::string_view(tunables).find(PortableLoading::value) != std::string_view::npos;
}

std::string processor_class() {
#if defined(__x86_64__)
  if (is_portable()) return "x86-64 portable";
  // As glibc asks: its variants with fused multiply-add want AVX2 as well.
  if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2")) return "x86-64 fma";
  if (__builtin_cpu_supports("fma4")) return "x86-64 fma4";
  return "x86-64 sse2";
#else
  return "other";
#endif
}

}  // namespace conurb
