// SPDX-License-Identifier: Apache-2.0
// conurb export --format: a file of a domain, by the plugin that knows it.
#include <fmt/format.h>

#include <fstream>

#include "engine/base/error.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/json.hpp"
#include "engine/cli/export_options.hpp"
#include "engine/cli/output_file.hpp"
#include "engine/cli/plugin_environment.hpp"
#include "engine/cli/plugin_formats.hpp"
#include "engine/host/instance.hpp"

namespace conurb::cli {

void export_by_plugin(const Session& session, const ExportOptions& options) {
  const Log log = session.make_log();
  PluginFormats formats(session);
  const PluginFormat format = formats.writer(options.format);
  ExportCity source(options, log);
  source.add_results();
  Jobs jobs(session.threads);
  PluginEnvironment environment(session, log, jobs, nullptr, source.city().place());
  std::vector<std::string> findings;
  environment.get().finding = [&](const host::Finding& finding) { findings.push_back(finding.text); };
  StagedFile output(options.output);
  std::ofstream file(output.part(), std::ios::binary);
  std::size_t bytes = 0;
  host::write_format(format.code, environment.get(), load_vocabulary(), source.city(),
                     host::initial_parameters(*format.code.manifest), format.index,
                     [&](std::string_view piece) {
                       file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
                       bytes += piece.size();
                     });
  file.close();
  if (!file) {
    throw Error(ErrorCode::io, "the file cannot be written", options.output.string(),
                "check the free space and the permissions of the folder");
  }
  output.finish();
  source.twin().file()->close();
  if (session.json) {
    print_json({{"file", options.output.string()},
                {"format", options.format},
                {"bytes", bytes},
                {"findings", findings}});
    return;
  }
  for (const std::string& finding : findings) log.warning("{}", finding);
  fmt::print("{}: {}, {} bytes\n", options.output.string(), format.spec().label, bytes);
}

}  // namespace conurb::cli
