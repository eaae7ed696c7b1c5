// SPDX-License-Identifier: Apache-2.0
// What controls and rules set a link to.
#pragma once

#include <cstddef>
#include <string_view>

#include "plugins/water/formats/inp_reader.hpp"

namespace conurb::water {

struct LinkSetting {
  LinkStatus status = LinkStatus::open;
  double setting = kNotGiven;  ///< SI; none: the status alone
};

/// The setting that a word is for the link, as EPANET takes it: a pipe at a number is open or closed, a valve
/// with a curve is open at it (active here). Refuses what the link cannot be set to.
[[nodiscard]] LinkSetting setting_of(const InpReader& in, const InpLine& line, std::size_t word,
                                     const Link& link);

/// The word of a file for it, in the file's units.
[[nodiscard]] std::string setting_text(const LinkSetting& setting, const Link& link, const InpScales& scales);

}  // namespace conurb::water
