// SPDX-License-Identifier: Apache-2.0
// The kernel compiled for AVX-512 (flags in CMakeLists.txt).
#define CONURB_KERNEL_VARIANT avx512
#include "plugins/buildings/kernel_variant.hpp"
