// SPDX-License-Identifier: Apache-2.0
// The files of a new plugin; @NAME@ stands for its name. Internal to engine/host.
#pragma once

#include <span>
#include <string_view>

namespace conurb::host {

struct SkeletonFile {
  std::string_view path;
  std::string_view text;
};

[[nodiscard]] std::span<const SkeletonFile> skeleton_files();

}  // namespace conurb::host
