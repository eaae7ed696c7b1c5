// SPDX-License-Identifier: Apache-2.0
// conurb reference [--stub]: what scripts can do, generated from the records beside each function.
#include <CLI/CLI.hpp>

#include <cstdio>

#include "engine/cli/command.hpp"
#include "engine/room/script_api.hpp"

namespace conurb::cli {

void add_reference(CLI::App& app, Session&, Keep& keep) {
  auto stub = std::make_shared<bool>(false);
  keep.push_back(stub);
  CLI::App* command =
      app.add_subcommand("reference", "Print the Lua reference, or a stub that teaches an editor the API");
  command->add_flag("--stub", *stub, "A LuaLS definition file instead of the reference in Markdown");
  command->footer("Example: conurb reference --stub > scripts/conurb.d.lua");
  command->callback([stub] {
    const script::ApiDoc doc = room::reference_doc();
    std::fputs((*stub ? script::editor_stub(doc) : script::markdown_reference(doc)).c_str(), stdout);
  });
}

}  // namespace conurb::cli
