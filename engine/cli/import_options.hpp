// SPDX-License-Identifier: Apache-2.0
// What every import by a command needs: the vocabulary, the map of attributes, threads and progress.
#pragma once

#include "engine/base/jobs.hpp"
#include "engine/base/progress.hpp"
#include "engine/cli/command.hpp"
#include "engine/io/city_import.hpp"

namespace conurb::cli {

/// `jobs` and `progress` must outlive the import. Throws as load_vocabulary() does.
[[nodiscard]] io::ImportOptions import_options(const Session& session, Jobs& jobs, Progress& progress);

}  // namespace conurb::cli
