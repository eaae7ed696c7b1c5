/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/sdk/conurb.h"

extern const conurb_plugin* conurb_plugin_entry(uint32_t major, uint32_t minor);
extern conurb_entry entry;
conurb_entry entry = conurb_plugin_entry;
