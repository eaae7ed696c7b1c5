// SPDX-License-Identifier: Apache-2.0
// Where the data in a city file came from: sources, the identity of their objects, how each value is known,
// and what was found wrong.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace conurb::store {

/// An object of a source and the row it became.
struct Identity {
  std::string external;  ///< the source's own id
  city::Id id = 0;       ///< row of the table; 0 = unknown
};

/// A view on an open file; cheap to make. Thread-safe.
class Catalogue {
 public:
  explicit Catalogue(const CityFile& file);

  /// Adds a source, or brings the one of that name up to date; returns its id.
  std::int64_t put_source(const SourceRecord& source);
  /// By id.
  [[nodiscard]] std::vector<SourceRecord> sources() const;
  /// Who made the data and under which licences, one line, for every picture and report.
  [[nodiscard]] std::string attribution() const;

  /// Remembers which rows of `table` a source's objects became; an external id that is there already moves to
  /// the new row. Fastest when sorted by external id.
  void put_identities(std::int64_t source, std::string_view table, std::span<const Identity> identities);
  /// Rows of the given external ids, in their order; 0 where unknown.
  [[nodiscard]] std::vector<city::Id> find(std::int64_t source, std::string_view table,
                                           std::span<const std::string> externals) const;
  /// Tables that hold rows of a source, by name.
  [[nodiscard]] std::vector<std::string> identified_tables(std::int64_t source) const;
  /// All identities of a table, ordered by external id.
  [[nodiscard]] std::vector<Identity> identities(std::int64_t source, std::string_view table) const;

  /// How the values of a column are known, unless said otherwise for a row.
  void put_provenance(std::string_view table, std::string_view column, Provenance provenance,
                      std::int64_t source);
  /// Exceptions for single rows.
  void put_provenance(std::string_view table, std::string_view column, std::span<const city::Id> ids,
                      Provenance provenance, std::int64_t source);
  [[nodiscard]] Provenance provenance(std::string_view table, std::string_view column) const;
  [[nodiscard]] Provenance provenance(std::string_view table, std::string_view column, city::Id id) const;

  /// How a value is known, and from which source.
  struct Known {
    Provenance how = Provenance::unknown;
    std::int64_t source = 0;  ///< 0 = unknown
  };
  [[nodiscard]] Known known(std::string_view table, std::string_view column, city::Id id) const;

  /// Ids, ascending, of the exceptions that are known so; that the whole column may be is left out of
  /// account.
  [[nodiscard]] std::vector<city::Id> rows_of(std::string_view table, std::string_view column,
                                              Provenance provenance) const;

  void add_findings(std::span<const Finding> findings);
  /// Removes the findings of a source, before it is imported anew.
  void clear_findings(std::int64_t source);
  /// In the order added.
  [[nodiscard]] std::vector<Finding> findings() const;

 private:
  std::shared_ptr<FileCore> core_;
};

}  // namespace conurb::store
