// SPDX-License-Identifier: Apache-2.0
// The kernel compiled for the processor class that the whole program targets.
#define CONURB_KERNEL_VARIANT baseline
#include "plugins/buildings/kernel_variant.hpp"
