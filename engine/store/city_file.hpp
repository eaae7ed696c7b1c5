// SPDX-License-Identifier: Apache-2.0
// The city file: one GeoPackage that holds the twin and that QGIS opens as it is. This class opens, locks,
// loads, saves and closes it; what else stands in it is reached through Journal, Runs, Blobs, Observations
// and Catalogue, which are cheap views on an open file.
//
// Durability: the file is in write-ahead mode with synchronous=FULL, so every commit has reached the disk
// before the call returns; a process killed at any instant leaves the state of the last commit.
//
// Threads: all functions may be called from any thread. Writers take turns; readers do not wait for them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/city/journal_entry.hpp"
#include "engine/store/records.hpp"

namespace conurb::store {

class FileCore;

enum class Mode { read_only, read_write };

/// The CRS of the features, as GeoPackage names it. Only the caller knows PROJ.
struct CrsDefinition {
  std::int32_t epsg = 0;  ///< code of a two-dimensional CRS; 0 = take it from Place::crs
  std::string name;       ///< "Amersfoort / RD New"
  std::string wkt;        ///< WKT 1; empty: "undefined", and readers go by the code

  friend bool operator==(const CrsDefinition&, const CrsDefinition&) = default;
};

struct SaveOptions {
  CrsDefinition crs;  ///< kept from the last save where empty
  /// Last journal entry of the base that the tables already hold: replay starts after it. -1: the journal's
  /// last entry.
  std::int64_t base_sequence = -1;
};

struct Extent {
  double min_x = 0, min_y = 0, max_x = 0, max_y = 0;  ///< metres in the city's local frame
};

class CityFile {
 public:
  struct OpenOptions {
    std::string who;  ///< name that others see while the file is locked; empty: the system's user name
    std::int64_t max_bytes = 0;  ///< refuse to grow beyond this; 0 = no limit but the disk
  };

  /// Throws the Error that create() would, as far as it can be told without making anything.
  static void check_place(const std::filesystem::path& path);
  /// A new empty city file, open for writing. Throws Error conflict if something is there already, not_found
  /// if the folder is not there, io if it cannot be written or the disk is full.
  [[nodiscard]] static CityFile create(const std::filesystem::path& path, OpenOptions options);
  [[nodiscard]] static CityFile create(const std::filesystem::path& path) {
    return create(path, OpenOptions{});
  }
  /// Copies the file as it is now, whoever has it open, to a new one that nobody has open. Throws as create()
  /// and open().
  static void copy(const std::filesystem::path& from, const std::filesystem::path& to);
  /// Opens a file that create() made. For writing it takes the lock, marks runs that died as failed and
  /// journals what other programs changed (see external_edits). Throws Error not_found, bad_data (no
  /// GeoPackage, no city, damaged), incompatible (made by a newer version), conflict (locked: says by whom,
  /// where and since when) or io (cannot be written).
  [[nodiscard]] static CityFile open(const std::filesystem::path& path, Mode mode, OpenOptions options);
  [[nodiscard]] static CityFile open(const std::filesystem::path& path, Mode mode) {
    return open(path, mode, OpenOptions{});
  }
  /// Whether a GeoPackage holds a city; other programs' do not. Throws Error not_found, bad_data or io if it
  /// cannot be read.
  [[nodiscard]] static bool is_city(const std::filesystem::path& path);
  /// Removes the lock of a program that died on another computer. Throws as open().
  static void break_lock(const std::filesystem::path& path);

  CityFile(CityFile&&) noexcept;
  CityFile& operator=(CityFile&&) noexcept;
  /// Closes; an error in closing is lost here, so call close() to hear of it.
  ~CityFile();

  /// Writes the write-ahead log back, gives the lock up and closes. Columns that were never touched can no
  /// longer be loaded afterwards: their first access throws Error io.
  void close();

  [[nodiscard]] const std::filesystem::path& path() const;
  [[nodiscard]] Mode mode() const;
  /// Version of the layout that this build writes.
  static constexpr std::int32_t kSchemaVersion = 1;

  /// Runs `body` in one transaction: whatever it writes to this file, through whatever class, is committed
  /// together when it returns and gone if it throws. May be nested; the outermost commits.
  void atomically(const std::function<void()>& body);

  /// The base city as last saved, with what other programs changed up to when it was last opened for writing
  /// (or take_external_edits was called): later changes of theirs do not show before they are journaled. Rows
  /// are known at once, columns are read when first touched, each by a scan of that column alone. save()
  /// writes only differences for the city that was loaded or saved last, and for its branches. Throws Error
  /// bad_data if the catalogue is damaged; damage inside a column is told when it is loaded.
  [[nodiscard]] city::City load();

  /// Makes the file's base city equal to `city`, in one transaction: new tables, columns and rows, changed
  /// values, retired rows. Static and input columns become SQL columns, state columns chunks; output columns
  /// are not saved, but a column that stands in SQL stays there whoever computes it now. Grids, particles and
  /// tables whose spec says so are chunks altogether. Tables that the city lacks are left alone. Throws Error
  /// invalid_argument for names that GeoPackage reserves, bad_data for values that cannot be written (NaN in
  /// a column that is not nullable, a reference to no row, an open ring), conflict if another program changed
  /// rows of a table that is to be written (call take_external_edits), io if the disk is full; the file then
  /// holds what it held before.
  void save(const city::City& city, const SaveOptions& options);
  void save(const city::City& city) { save(city, SaveOptions{}); }

  /// Last journal entry of the base that the saved tables hold; 0 = none.
  [[nodiscard]] std::int64_t base_sequence();

  /// What the base city's columns hold as saved: "building.height" -> a hash. Equal hashes, equal content;
  /// `id`, `alive` and `shape` stand for the rows. Computed columns are not there, as they are not saved.
  [[nodiscard]] std::map<std::string, std::string> contents() const;
  /// Tables that another program changed since the file was last opened for writing -> rows it touched.
  [[nodiscard]] std::map<std::string, std::int64_t> edits_to_take() const;

  /// Ids, ascending, of the rows alive whose bounding box meets the window (metres, local frame), as the file
  /// has them. Throws Error not_found if there is no such table with a shape.
  [[nodiscard]] std::vector<city::Id> window(std::string_view table, double min_x, double min_y, double max_x,
                                             double max_y);
  /// Bounding box of a table's shapes as last saved; all zero if it has none.
  [[nodiscard]] Extent extent(std::string_view table);

  /// What other programs (QGIS) changed, found when the file was opened for writing: journaled already, with
  /// kind external_edit and branch 0, after the entries that were there. `columns` and `values` hold the new
  /// values, ids × columns, row by row; `detail` is {"edit": "update" | "insert" | "retire", "old": [[…],
  /// …]}. A changed shape stands as "shape" with the hexadecimal GeoPackage geometry. The tables hold these
  /// changes already: replaying them is idempotent.
  [[nodiscard]] const std::vector<city::JournalEntry>& external_edits() const;
  /// The same for what was changed since the file was opened; empty if nothing.
  [[nodiscard]] std::vector<city::JournalEntry> take_external_edits();

  /// Reads the whole file and checks it: pages, indices, R-trees, chunks. Returns what is wrong, one line
  /// each; empty if all is well. Slow: it reads everything.
  [[nodiscard]] std::vector<std::string> check();

  [[nodiscard]] const std::shared_ptr<FileCore>& core() const { return core_; }

 private:
  explicit CityFile(std::shared_ptr<FileCore> core);

  std::shared_ptr<FileCore> core_;
};

}  // namespace conurb::store
