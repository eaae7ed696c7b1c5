// SPDX-License-Identifier: Apache-2.0
// The kernel compiled for AVX2 (flags in CMakeLists.txt).
#define CONURB_KERNEL_VARIANT avx2
#include "plugins/buildings/kernel_variant.hpp"
