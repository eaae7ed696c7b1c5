// SPDX-License-Identifier: Apache-2.0
// The file formats of power grids: which of them a text is, and the reading of any. Each reader takes the
// bytes of one file and gives a Network with what it repaired or left out; docs/energy-formats.md says by
// which rules. All functions are pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

enum class Format : std::uint8_t { matpower, pandapower, power_grid_model };

/// What a reader makes of a file. Rows refer to each other rightly and every number that a calculation takes
/// is finite.
struct Import {
  Network network;
  std::vector<Finding> findings;
};

/// Bytes of a file that `detect` wants to see at most.
inline constexpr std::size_t kDetectBytes = 65536;

/// The format of a file by the ending of its name and by its first bytes (all of it, or kDetectBytes); none
/// where the bytes are not those of a format that the ending allows. Any bytes.
[[nodiscard]] std::optional<Format> detect(std::string_view name, std::string_view first_bytes);

/// "MATPOWER case", "pandapower network", "power-grid-model input".
[[nodiscard]] std::string_view format_name(Format format);

/// Reads the file by the reader of its format, with that reader's defaults. `name` stands in messages. Throws
/// InputError where the text is none of the formats or its reader refuses it.
[[nodiscard]] Import read_network(std::string_view text, const std::string& name);

}  // namespace conurb::energy
