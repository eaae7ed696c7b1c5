// SPDX-License-Identifier: Apache-2.0
#include "engine/base/build_info.hpp"

namespace conurb {

std::string_view build_version() {
#ifdef __clang__
  return CONURB_VERSION " (clang " __clang_version__ ", " CONURB_BUILD_TYPE ")";
#else
  return CONURB_VERSION " (gcc " __VERSION__ ", " CONURB_BUILD_TYPE ")";
#endif
}

std::string processor_class() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return "x86-64 avx512";
  if (__builtin_cpu_supports("avx2")) return "x86-64 avx2";
  return "x86-64 sse2";
#else
  return "other";
#endif
}

}  // namespace conurb
