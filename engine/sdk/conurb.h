/* SPDX-License-Identifier: Apache-2.0
 *
 * The C interface between Conurb and its plugins.
 *
 * A plugin is a function over columns. Its manifest (plugin.json, embedded in the library as the ELF section
 * "conurb.manifest") declares tables, columns and parameters; the host decides from it without running any
 * code. At each exchange point the host calls step() with one view per declared column, in manifest order.
 *
 * Rules that hold for every call:
 *
 * - Pure C. No exception, allocation or C++ type crosses the border. Who allocates frees.
 *
 * - Every struct begins with its size, and a reader uses no more than that. Structs and tables of functions
 *   only grow at their end. A null function pointer means "not supported".
 *
 * - Strings are UTF-8 and NUL-terminated. Pointers that the host hands out are valid until the call they came
 *   with returns, unless said otherwise. What a plugin hands out is copied before the host calls again.
 *
 * - Threads: [instance] functions of one instance are never entered twice at once, but may come from
 *   different threads. [any] functions may be called from any thread that the host has entered the plugin
 *   on, jobs included.
 *
 * - No globals: a library is loaded once and holds many instances, one per branch of the city. Statics and
 *   thread-locals with destructors keep a library from unloading and are refused by `conurb plugin check`.
 *
 * - Same input, same bits: no clock, no random numbers but the host's, no result that depends on the
 *   number of threads.
 */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this interface. The major number changes when an old plugin cannot work any more, the minor when
 * something was appended. A host accepts its own major and any minor up to its own. */
#define CONURB_ABI_MAJOR 1u
#define CONURB_ABI_MINOR 4u

#define CONURB_ENTRY_SYMBOL "conurb_plugin_entry"
#define CONURB_MANIFEST_SECTION "conurb.manifest"

/* What a call returns. A text goes with all but CONURB_OK: conurb_host.set_error. */
typedef int32_t conurb_status;
#define CONURB_OK 0
#define CONURB_INVALID_ARGUMENT 1
#define CONURB_NOT_FOUND 2
#define CONURB_BAD_DATA 3
#define CONURB_INCOMPATIBLE 4
#define CONURB_CONFLICT 5
#define CONURB_IO 6
#define CONURB_LIMIT 7
#define CONURB_CANCELLED 8
#define CONURB_PLUGIN_FAULT 9
#define CONURB_INTERNAL 10

/*
 * Columns and tables: what a plugin sees of the city.
 */

/* Type of one element of a column. Texts are int32 codes, -1 for null, that conurb_host.text and .code
 * translate; a reference is the int32 row of another table, -1 for null. */
#define CONURB_TYPE_F64 1
#define CONURB_TYPE_F32 2
#define CONURB_TYPE_I64 3
#define CONURB_TYPE_I32 4
#define CONURB_TYPE_U8 5
#define CONURB_TYPE_TEXT 6
#define CONURB_TYPE_REF 7

/* READ: look only. WRITE_ALL: content undefined at entry, every row is written. READ_WRITE: holds what the
 * last step left. ACCUMULATE: zeroed at entry; the host adds all contributors' buffers in a fixed order. */
#define CONURB_ACCESS_READ 1
#define CONURB_ACCESS_WRITE_ALL 2
#define CONURB_ACCESS_READ_WRITE 3
#define CONURB_ACCESS_ACCUMULATE 4

/* Value of changed_count when any row may have changed. */
#define CONURB_ALL_ROWS INT64_C(-1)

/* One column for the duration of one call. Row r of a list column holds the elements offsets[r] ..
 * offsets[r + 1] of data. */
typedef struct conurb_column {
  uint32_t struct_size;
  int32_t type;    /* CONURB_TYPE_* of one element */
  int32_t access;  /* CONURB_ACCESS_* that was granted */
  int32_t is_list; /* 1 for a list column */
  void* data;      /* elements, 64-byte aligned; null if an optional column is absent; const under READ */
  const int64_t* offsets; /* of a list column: rows + 1 entries; else null */
  int64_t rows;           /* of the table, retired ones included */
  int64_t padded_rows;    /* rows up to a multiple of 16: that many finite elements has a plain column */
  uint64_t revision;      /* equal revisions of a column mean equal content, in every branch */
  int64_t changed_count;  /* rows changed since this instance's last step, or CONURB_ALL_ROWS */
  const int64_t* changed; /* those rows, ascending */
} conurb_column;

#define CONURB_TABLE_ENTITIES 1
#define CONURB_TABLE_LINKS 2
#define CONURB_TABLE_GRID 3
#define CONURB_TABLE_PARTICLES 4
#define CONURB_TABLE_SERIES 5

/* One table for the duration of one call; an absent optional table has rows = 0 and ids = null. */
typedef struct conurb_table {
  uint32_t struct_size;
  int32_t kind; /* CONURB_TABLE_* */
  int64_t rows; /* retired ones included */
  int64_t padded_rows;
  int64_t alive_rows;
  const int64_t* ids;         /* stable ids, ascending */
  const uint8_t* alive;       /* 1 while a row is part of the city */
  uint64_t topology_revision; /* changes when rows are inserted or retired, and only then */
  double origin_x, origin_y;  /* grids: lower left corner, metres in the local frame */
  double cell;                /* grids: size of a cell, metres */
  int64_t width, height;      /* grids: cells; row = y * width + x */
} conurb_table;

/*
 * Services: what a plugin may ask of the host.
 */

#define CONURB_LOG_DEBUG 0
#define CONURB_LOG_INFO 1
#define CONURB_LOG_WARNING 2
#define CONURB_LOG_ERROR 3

typedef struct conurb_host conurb_host;

/* What cache_get builds: an immutable value and how to free it. */
typedef struct conurb_cache_value {
  uint32_t struct_size;
  uint64_t bytes; /* roughly how much memory it holds, for the cache's budget */
  void* value;
  /* Called when nobody needs the value any more, before the library is closed. [any] */
  void (*destroy)(void* value);
} conurb_cache_value;

/* An instant in the local time and calendar of the city. */
typedef struct conurb_hour {
  uint32_t struct_size;
  int32_t year, month, day; /* local date */
  int32_t hour, minute;     /* local time, minute of the hour */
  int32_t day_of_year;      /* 1 .. 366 */
  int32_t day_type;         /* 0 workday, 1 Saturday, 2 Sunday or holiday */
} conurb_hour;

/* Handed to create(); valid until destroy() returns. All functions are [any] unless said otherwise, take the
 * host as the first argument, and name tables, columns and parameters by their index in the manifest. */
struct conurb_host {
  uint32_t struct_size;
  uint32_t abi_major, abi_minor;
  void* context; /* the host's own */

  /* Writes a line to the log, with the plugin's name in front. */
  void (*log)(const conurb_host*, int32_t level, const char* text);

  /* Names a fault or doubt in the data: `code` is a short stable key ("no_height"), `text` one sentence,
   * `row` may be -1. */
  void (*finding)(const conurb_host*, int32_t severity, uint32_t table, int64_t row, const char* code,
                  const char* text);

  /* Why the next status is not CONURB_OK: one sentence, kept until then. */
  void (*set_error)(const conurb_host*, const char* text);

  /* 1 if the person asked to stop; long work returns CONURB_CANCELLED soon after. */
  int32_t (*cancelled)(const conurb_host*);

  /* Calls body(user, first, last) for pieces of [begin, end) of `grain` items (the last may be shorter), on
   * as many threads as the host allows. All pieces run, unless the person asks to stop: the rest is then left
   * out and counts as CONURB_CANCELLED. Returns the status of the first piece, by place, that failed.
   * Rationale: pieces depend on the grain alone, so that results need not depend on threads. */
  conurb_status (*parallel_for)(const conurb_host*, int64_t begin, int64_t end, int64_t grain,
                                conurb_status (*body)(void* user, int64_t first, int64_t last), void* user);

  /* Looks up or builds a derived, immutable value (an ordering, a factorisation, an index), shared by all
   * branches and queries. It is keyed by `key`, the plugin's library, the revisions of `column_count` columns
   * and the topology revisions of their tables; what else it is made from (parameters_revision, say) belongs
   * into `key`. build() may run on any thread, once per key at a time. The pointer is valid until the current
   * call returns. Columns that the running step computes (WRITE_ALL, ACCUMULATE) are refused. */
  conurb_status (*cache_get)(const conurb_host*, const char* key, const uint32_t* columns,
                             uint32_t column_count,
                             conurb_status (*build)(void* user, conurb_cache_value* out), void* user,
                             const void** value);

  /* Text of a code of a text column; "" for -1; null for a code that was never given. Valid while the call
   * lasts. */
  const char* (*text)(const conurb_host*, uint32_t column, int32_t code);

  /* Code of a text. In a column that the plugin may write it is added if new, else it is -1. [instance] for
   * columns that may be written. */
  int32_t (*code)(const conurb_host*, uint32_t column, const char* text);

  /* Appends rows of initial values to a table that the plugin owns; *first is the first of them. Their ids
   * are the same in every branch that came to them in the same way. Views of that table in the running step
   * are brought up to date in place. [instance], during step only. */
  conurb_status (*insert_rows)(const conurb_host*, uint32_t table, int64_t count, int64_t* first);

  /* Retires rows of a table that the plugin owns. [instance], during step only. */
  conurb_status (*retire_rows)(const conurb_host*, uint32_t table, const int64_t* rows, int64_t count);

  /* Replaces all lists of a list column that the plugin may write: rows + 1 offsets and their elements, which
   * are copied. [instance] */
  conurb_status (*assign_lists)(const conurb_host*, uint32_t column, const int64_t* offsets,
                                const void* elements);

  /* Says that this step changed these ascending rows of a READ_WRITE column and no others (none if count is
   * 0). Without it every row counts as changed. [instance] */
  conurb_status (*mark_changed)(const conurb_host*, uint32_t column, const int64_t* rows, int64_t count);

  /* Local civil time of an instant (microseconds UTC). */
  conurb_status (*local_time)(const conurb_host*, int64_t time_us, conurb_hour* out);

  /* A further group of services by name and revision, or null: "conurb.space/1" is a conurb_space. */
  const void* (*get_extension)(const conurb_host*, const char* id);

  /* Since 1.1. Sixty-four random bits as a function of these arguments alone, the same on every machine and
   * in whatever order they are asked for: `seed` is the view's, `stream` names a purpose and begins with the
   * plugin's id ("org.example.traffic/arrivals"), `entity` is a row's id, `n` numbers the draws of one entity
   * at one time. C++ has the same numbers inline: conurb::sdk::Random in random.hpp. */
  uint64_t (*random_bits)(const conurb_host*, uint64_t seed, const char* stream, uint64_t entity,
                          int64_t time_us, uint32_t n);

  /* Since 1.2. How far long work has come, 0 to 1, and what it is at: shown with an estimate of the rest. */
  void (*progress)(const conurb_host*, double fraction, const char* what);
};

/* A sparse matrix between the rows of two tables, compressed by row: row r of `from` meets the rows
 * to[first[r]] .. to[first[r + 1]] of the other, with these weights. */
typedef struct conurb_relation {
  uint32_t struct_size;
  int64_t rows;
  const int64_t* first; /* rows + 1 */
  const int32_t* to;
  const double* weight;
} conurb_relation;

#define CONURB_EXTENSION_SPACE "conurb.space/1"

/* Services over space; the same answers as in Lua. All [any]. */
typedef struct conurb_space {
  uint32_t struct_size;

  /* The `count` alive rows of `table` nearest to (x, y), metres in the local frame, nearest first, ties by
   * row. *found says how many there were. */
  conurb_status (*nearest)(const conurb_host*, uint32_t table, double x, double y, int64_t count,
                           int64_t* rows, int64_t* found);

  /* Alive rows whose shape meets the box, ascending; at most `capacity` are written, *found counts all. */
  conurb_status (*within)(const conurb_host*, uint32_t table, double x0, double y0, double x1, double y1,
                          int64_t capacity, int64_t* rows, int64_t* found);

  /* The cached relation between two tables of the manifest by a rule: "ref:<column>", "nearest", "within",
   * "overlap", "line_cells". Valid while the call lasts. */
  conurb_status (*relation)(const conurb_host*, uint32_t from, uint32_t to, const char* rule,
                            conurb_relation* out);

  /* Since 1.2; for plugins whose manifest reads terrain.elevation. Heights of the ground, metres above the
   * vertical datum, at `count` points x, y, x, y ... of the local frame: on the triangles of a TIN relief,
   * else bilinear on the grid; NaN where nothing is known. */
  conurb_status (*heights)(const conurb_host*, int64_t count, const double* xy, double* z);

  /* The line of `count` points laid over the ground as x, y, z, x, y, z ...: its own points and, between
   * them, where it crosses the lines between samples of the grid. At most `capacity` points are written,
   * *found counts all; z is NaN where nothing is known. */
  conurb_status (*drape)(const conurb_host*, int64_t count, const double* xy, int64_t capacity, double* xyz,
                         int64_t* found);
} conurb_space;

/*
 * Calls into the plugin.
 */

/* The plugin's own; opaque to the host. */
typedef struct conurb_instance conurb_instance;

/* What an instance sees of the city during one call; columns, tables and parameters in manifest order. */
typedef struct conurb_view {
  uint32_t struct_size;
  uint32_t column_count, table_count, parameter_count;
  conurb_column* const* columns;
  const conurb_table* const* tables;
  const double* parameters;     /* SI units; booleans 0 or 1; a choice is its index */
  uint64_t parameters_revision; /* equal revisions mean equal parameters, in every branch */
  uint64_t seed;                /* of the run: key of all random numbers */
} conurb_view;

/* FIRST: the instance has not stepped yet in this run. TRIAL: on a throw-away branch, else no different. */
#define CONURB_STEP_FIRST 1u
#define CONURB_STEP_TRIAL 2u

/* From t0 to t1, microseconds UTC, t0 < t1. To stop early at an event, a plugin sets reached_us, with
 * t0 < reached <= t1: the host sets t1 before the call. To be called before others ask it sets next_us, the
 * next exchange point that it wishes for, > reached: the host sets INT64_MAX, no wish. */
typedef struct conurb_step {
  uint32_t struct_size;
  uint32_t flags; /* CONURB_STEP_* */
  int64_t t0_us, t1_us;
  int64_t reached_us; /* out */
  int64_t next_us;    /* out */
} conurb_step;

/* Rows inserted or retired and parameters changed since the last call; tables in manifest order. */
typedef struct conurb_reconfigure {
  uint32_t struct_size;
  uint32_t parameters_changed; /* 1: a parameter marked "at_restart" has a new value */
  uint32_t table_count;
  const int64_t* first_inserted; /* by table: rows from here on are new (= rows if none) */
  const uint8_t* retired;        /* by table: 1 if rows were retired */
} conurb_reconfigure;

/* Self-describing store of small private state. Keys are unique names, values arrays of one type, numbers
 * little-endian. Unknown keys are kept for a later version. */
typedef struct conurb_writer {
  uint32_t struct_size;
  void* context;
  conurb_status (*put)(const struct conurb_writer*, const char* key, int32_t type, const void* data,
                       uint64_t count);
} conurb_writer;

typedef struct conurb_reader {
  uint32_t struct_size;
  void* context;
  uint32_t state_version; /* version (manifest "state_version") of the plugin that wrote it */
  /* CONURB_NOT_FOUND if there is no such key, CONURB_INCOMPATIBLE if it is of another type. *data lives until
   * load returns and is aligned to 8 bytes. */
  conurb_status (*get)(const struct conurb_reader*, const char* key, int32_t type, const void** data,
                       uint64_t* count);
} conurb_reader;

/* Life of an instance: create, [load], reconfigure, step*, [save], destroy. All [instance]. */
typedef struct conurb_plugin {
  uint32_t struct_size;
  uint32_t abi_major, abi_minor; /* CONURB_ABI_* of the header it was compiled with */

  /* A new instance for one branch. */
  conurb_status (*create)(const conurb_host*, conurb_instance** out);
  void (*destroy)(conurb_instance*);

  /* Called after create or load and whenever topology or an "at_restart" parameter changed, before the next
   * step. May be null. Must give what a fresh instance would have: anything kept is derived. */
  conurb_status (*reconfigure)(conurb_instance*, const conurb_view*, const conurb_reconfigure*);

  /* Null for a plugin that only synthesises: it takes no part in runs. */
  conurb_status (*step)(conurb_instance*, const conurb_view*, conurb_step*);

  /* The small rest that is not in columns; both null if there is none. The same stream serves checkpoints,
   * branches, reloads and moves to another process. A load of what save wrote, then a step, gives the same
   * bits. */
  conurb_status (*save)(conurb_instance*, const conurb_writer*);
  conurb_status (*load)(conurb_instance*, const conurb_reader*);

  /* A further group of calls by name and revision, or null. [any] */
  const void* (*get_extension)(const char* id);
} conurb_plugin;

/*
 * Queries: questions about the city that change nothing.
 */

/* An argument or a cell: which member counts follows from the manifest's type. */
typedef struct conurb_value {
  uint32_t struct_size;
  int32_t type; /* CONURB_TYPE_F64, _I64, _TEXT, _REF (the row in i64), or 0 for null */
  double f64;
  int64_t i64;
  const char* text;
} conurb_value;

typedef struct conurb_result {
  uint32_t struct_size;
  void* context;
  /* Adds a row of the result; `count` cells as the manifest's "returns" says. Copied. */
  conurb_status (*add_row)(const struct conurb_result*, const conurb_value* cells, uint32_t count);
} conurb_result;

#define CONURB_EXTENSION_QUERY "conurb.query/1"

/* Questions over a read-only snapshot: every view has access READ. On any worker, several at once, without an
 * instance. [any] */
typedef struct conurb_query {
  uint32_t struct_size;
  conurb_status (*run)(const conurb_host*, const conurb_view*, uint32_t query, const conurb_value* arguments,
                       uint32_t argument_count, const conurb_result* result);
} conurb_query;

/*
 * Synthesis: filling what a city lacks, by stated rules.
 */

#define CONURB_EXTENSION_SYNTHESISE "conurb.synthesise/1"

/* Fills the tables and columns that the manifest says it fills, and those that the plugin owns; they come
 * with access READ_WRITE, all others with READ. Rows may be added and values given where the city has none:
 * what was there is left as it was, or the whole is refused. The result is a function of the city, the
 * parameters and the view's seed alone. Rows are added with insert_rows, outlines and other lists with
 * assign_lists, solids through "conurb.geometry/1". Without an instance; not two at once for one city. [any]
 */
typedef struct conurb_synthesise {
  uint32_t struct_size;
  conurb_status (*run)(const conurb_host*, const conurb_view*);
} conurb_synthesise;

#define CONURB_EXTENSION_GEOMETRY "conurb.geometry/1"

/* What a surface bounds. */
#define CONURB_SURFACE_GROUND 0
#define CONURB_SURFACE_WALL 1
#define CONURB_SURFACE_ROOF 2
#define CONURB_SURFACE_OUTER_CEILING 3
#define CONURB_SURFACE_OUTER_FLOOR 4

/* Solids, one for each of some rows: offset arrays from solid to surface, ring and corner. A surface's first
 * ring is its outline, further ones are its holes; seen from outside, outlines turn counter-clockwise. */
typedef struct conurb_solids {
  uint32_t struct_size;
  int64_t count;                /* of solids */
  const int64_t* rows;          /* ascending */
  const int64_t* first_vertex;  /* by solid, count + 1 */
  const double* xyz;            /* three for each vertex: metres in the local frame */
  const int64_t* first_surface; /* by solid, count + 1 */
  const uint8_t* surface;       /* by surface: CONURB_SURFACE_* */
  const int64_t* first_ring;    /* by surface, one more than surfaces */
  const int64_t* first_corner;  /* by ring, one more than rings */
  const int32_t* corner;        /* vertices, counted from the first of the solid; the first is not repeated */
} conurb_solids;

/* Geometry of what the running synthesis adds. */
typedef struct conurb_geometry {
  uint32_t struct_size;

  /* Lays the cells of a grid table that has none: its lower left corner in metres of the local frame, the
   * size of a cell in metres, and how many there are. The view of the table is brought up to date in place.
   */
  conurb_status (*lay_grid)(const conurb_host*, uint32_t table, double origin_x, double origin_y, double cell,
                            int64_t width, int64_t height);

  /* Gives rows of `table` their solids at a level of detail ("2.2"). Copied; kept to the millimetre. One call
   * at a time. */
  conurb_status (*add_solids)(const conurb_host*, uint32_t table, const char* lod, const conurb_solids*);
} conurb_geometry;

/*
 * Formats: files of a plugin's domain. Since 1.3.
 */

#define CONURB_EXTENSION_FORMAT "conurb.format/1"

/* A file that the host has opened and read, unpacked where it was packed by gzip (since 1.4). */
typedef struct conurb_file {
  uint32_t struct_size;
  const char* name;  /* for messages */
  const char* bytes; /* no NUL behind them */
  uint64_t size;
} conurb_file;

/* Takes what a plugin writes, piece by piece. */
typedef struct conurb_sink {
  uint32_t struct_size;
  void* context;
  conurb_status (*put)(const struct conurb_sink*, const char* bytes, uint64_t size);
} conurb_sink;

/* Formats are named by their index in the manifest's "formats". Without an instance, on any worker; not two
 * at once for one city. [any] */
typedef struct conurb_format {
  uint32_t struct_size;

  /* 1 if a file that begins with these bytes, and whose name ends as the manifest says, is of this format, 0
   * if not. Null: the name is enough. */
  int32_t (*recognises)(uint32_t format, const char* start, uint64_t size);

  /* Reads a file into tables that hold nothing yet: rows by insert_rows, values through the view, in which
   * tables that the manifest owns or fills are writable, lists by assign_lists; names and places through
   * "conurb.reading/1". The host brings them into the city: rows that it has from an earlier reading of the
   * source are known by their names. What is odd is told as a finding. Null if the format is not read. */
  conurb_status (*read)(const conurb_host*, const conurb_view*, uint32_t format, const conurb_file* file);

  /* Writes the city, of which every view has access READ. Null if the format is not written. */
  conurb_status (*write)(const conurb_host*, const conurb_view*, uint32_t format, const conurb_sink* sink);

  /* Reads files of a format whose manifest says "together": all that one import has of it, one or more, in
   * the order in which they were named, as one source. Otherwise like read, which such a format need not
   * have. Since 1.4. */
  conurb_status (*read_together)(const conurb_host*, const conurb_view*, uint32_t format,
                                 const conurb_file* files, uint32_t count);
} conurb_format;

#define CONURB_EXTENSION_READING "conurb.reading/1"

/* What a reader has of the host besides. */
typedef struct conurb_reading {
  uint32_t struct_size;

  /* How the source calls rows [first, first + count) of a table: texts, each once in a table, by which a
   * later reading of it finds them again. Rows without a name are known by their number. */
  conurb_status (*name_rows)(const conurb_host*, uint32_t table, int64_t first, int64_t count,
                             const char* const* names);

  /* Metres in the local frame, x, y, x, y ..., of `count` points in degrees of longitude and latitude (WGS
   * 84); NaN where the map of the city does not reach. A city without a place is placed around those of the
   * first call. */
  conurb_status (*place)(const conurb_host*, int64_t count, const double* longitude_latitude, double* xy);
} conurb_reading;

/* Reserved names, not offered by any host yet: "conurb.batch/1", "conurb.migrate/1". */

/* The one exported symbol of a plugin. `host_major` and `host_minor` are the host's; returns null if they
 * cannot be served. The struct is constant and lives as long as the library. */
typedef const conurb_plugin* (*conurb_entry)(uint32_t host_major, uint32_t host_minor);

#if defined(__GNUC__)
#define CONURB_EXPORT __attribute__((visibility("default")))
#else
#define CONURB_EXPORT
#endif

#ifdef __cplusplus
}
#endif
