/* SPDX-License-Identifier: Apache-2.0
 * The least that is a plugin, in C: its extension "test.version/1" is an int, "test.count/1" counts how often
 * it was asked for. Definitions make it break one rule each. */
#include <stddef.h>
#include <string.h>

#include "engine/sdk/conurb.h"

#ifndef BARE_ABI_MAJOR
#define BARE_ABI_MAJOR CONURB_ABI_MAJOR
#endif
#ifndef BARE_SIZE
#define BARE_SIZE sizeof(conurb_plugin)
#endif

static const int version = BARE_VERSION;
static int count = 0;

static conurb_status create(const conurb_host* host, conurb_instance** out) {
  (void)host;
  *out = (conurb_instance*)&count;
  return CONURB_OK;
}

static void destroy(conurb_instance* instance) {
  (void)instance;
}

#ifndef BARE_NO_STEP
static conurb_status step(conurb_instance* instance, const conurb_view* view, conurb_step* time) {
  (void)instance;
  (void)view;
  (void)time;
  return CONURB_OK;
}
#else
#define step NULL
#endif

#ifdef BARE_NO_LOAD
static conurb_status save(conurb_instance* instance, const conurb_writer* writer) {
  (void)instance;
  (void)writer;
  return CONURB_OK;
}
#else
#define save NULL
#endif

static const void* get_extension(const char* id) {
  if (strcmp(id, "test.version/1") == 0) return &version;
  if (strcmp(id, "test.count/1") != 0) return NULL;
  ++count;
  return &count;
}

static const conurb_plugin plugin = {BARE_SIZE, BARE_ABI_MAJOR, CONURB_ABI_MINOR, create, destroy, NULL, step,
                                     save,      NULL,           get_extension};

CONURB_EXPORT const conurb_plugin* conurb_plugin_entry(uint32_t major, uint32_t minor) {
  (void)major;
  (void)minor;
#ifdef BARE_REFUSES
  return NULL;
#endif
  return &plugin;
}
