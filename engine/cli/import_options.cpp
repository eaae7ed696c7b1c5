// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/import_options.hpp"

#include "engine/base/files.hpp"
#include "engine/base/json.hpp"

namespace conurb::cli {

io::ImportOptions import_options(const Session& session, Jobs& jobs, Progress& progress) {
  const std::filesystem::path map = assets_folder() / "schema" / "import" / "cityjson_attributes.json";
  io::ImportOptions options;
  options.vocabulary = load_vocabulary();
  options.attributes = io::AttributeMap(parse_json(read_file(map), map.string()), map.string());
  options.jobs = &jobs;
  options.progress = &progress;
  options.cancel = session.cancel;
  return options;
}

}  // namespace conurb::cli
