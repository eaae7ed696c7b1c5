// SPDX-License-Identifier: Apache-2.0
// Files of a plugin's domain: the plugin that knows their format reads them into tables and writes them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/read_tables.hpp"
#include "engine/city/spec.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"

namespace conurb::host {

/// Whether a file name ends as files of a format do, perhaps with .gz behind; case does not count.
[[nodiscard]] bool ends_as(const FileFormat& format, std::string_view file_name);

/// The format of the manifest that a file is of by the end of its name and its first bytes; nothing if it is
/// of none.
[[nodiscard]] std::optional<std::uint32_t> recognised_format(const PluginCode& code,
                                                             std::string_view file_name,
                                                             std::string_view start);

/// A file to read: its name for messages, and its bytes, unpacked.
struct FormatFile {
  std::string name;
  std::string_view bytes;
};

/// What a plugin made of files.
struct FormatReading {
  city::ReadTables read;
  std::vector<Finding> findings;
};

/// Lets the plugin read a file, or several of a format that reads them together, for a city at `place`, into
/// tables as the manifest and `vocabulary` say; `parameters` are in the manifest's order. If `place` has no
/// CRS, it becomes one around what the file places first, in the CRS `crs` ("": the UTM zone). Throws Error
/// not_found if the plugin does not read the format, what it refuses the file with, cancelled, or
/// plugin_fault naming table, column and row for values that are not finite, references to nothing and names
/// that two rows share.
[[nodiscard]] FormatReading read_format(const PluginCode& code, Environment& environment,
                                        std::span<const city::TableSpec> vocabulary, const city::Place& place,
                                        const std::string& crs, std::span<const double> parameters,
                                        std::uint32_t format, std::span<const FormatFile> files);

/// Lets the plugin write a city, in which tables of `vocabulary` and its own that are not there count as
/// empty; put() takes the file piece by piece. Throws as read_format() does, and what put() throws.
void write_format(const PluginCode& code, Environment& environment,
                  std::span<const city::TableSpec> vocabulary, const city::City& city,
                  std::span<const double> parameters, std::uint32_t format,
                  const std::function<void(std::string_view)>& put);

}  // namespace conurb::host
