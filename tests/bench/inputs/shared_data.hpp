// SPDX-License-Identifier: Apache-2.0
// Real files, from the folder that CONURB_SHARED_DATA names (default ../shared/data beside the project).
#pragma once

#include <filesystem>
#include <string>

namespace conurb::bench {

/// Path of a file of that folder. Throws Skip, naming it, if it is not there.
[[nodiscard]] std::filesystem::path shared_file(const std::string& name);

/// Path of a file of this project, from its root.
[[nodiscard]] std::filesystem::path project_file(const std::string& name);

inline constexpr const char* kDelft = "city3d/cityjson/delft_v20.city.json";
inline constexpr const char* kVienna = "city3d/cityjsonseq/vienna_v11.city.jsonl";
inline constexpr const char* kZurich = "city3d/cityjson/zurich_subset_lod2_v11.city.json";
inline constexpr const char* k3dBag = "city3d/cityjsonseq/3dbag_tile901_v11.city.jsonl";

}  // namespace conurb::bench
