// SPDX-License-Identifier: Apache-2.0
// Observations from a CSV file: one row for each value that a stream reported. Columns, in any order:
//
//   stream | sensor   name of the stream; of a sensor in the city if its object_id is that name
//   time              phenomenon time: a text with date and clock, local to the city where it states no
//                     offset, or a number whose header names the unit since 1970 UTC: "time [s]"
//   value             the number; "value [degC]" gives its unit; an empty cell is "no value"
//   unit              unit of the row's stream, where the header of value gives none
//   quality           whole number, 0 for good
//
// Values are kept in the SI unit of their quantity. A file is one batch: one arrival, one entry of the
// journal, all of it or nothing. What was reported before comes again without harm.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/units.hpp"
#include "engine/base/zone.hpp"
#include "engine/io/city_import.hpp"
#include "engine/io/csv.hpp"
#include "engine/io/findings.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/observations.hpp"
#include "engine/store/records.hpp"

namespace conurb::io {

/// What a file reports, before it is in a city.
struct ObservedBatch {
  std::vector<store::StreamRecord> streams;  ///< in the order of the file, without ids
  std::vector<store::Observation> values;    ///< `stream` is the place in `streams`
  FindingList findings;                      ///< rows that were left out
};

/// True if the header says that rows are observations: stream or sensor, time, value.
[[nodiscard]] bool holds_observations(const CsvTable& csv);

/// `zone` is that of times without an offset. Throws Error bad_data for columns that are of no use: values
/// that are texts, times that are numbers without a unit, a stream with two units.
[[nodiscard]] ObservedBatch read_observations(const CsvTable& csv, const Zone& zone, const UnitSystem& units);

/// Commits a batch with its source, findings and journal entry; gives what came of it, with counts of the
/// "tables" `observation` and `stream`. Throws Error conflict, with the file unchanged, if a stream is known
/// with another unit.
ImportedSource commit_observations(store::CityFile& file, const ObservedBatch& batch,
                                   store::SourceRecord source, const std::string& who);

}  // namespace conurb::io
