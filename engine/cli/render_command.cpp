// SPDX-License-Identifier: Apache-2.0
// conurb render FILE -o OUT.png: a picture of the city without window or display.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>

#include "engine/base/json.hpp"
#include "engine/base/number_text.hpp"
#include "engine/cli/city_picture.hpp"
#include "engine/cli/command.hpp"
#include "engine/cli/output_file.hpp"
#include "engine/scene/picture_file.hpp"

namespace conurb::cli {
namespace {

struct RenderOptions {
  PictureOptions picture;
  std::filesystem::path output;
  std::string size = "1920x1080", theme = "dark", compare;
  bool ids = false;
};

void render(const Session& session, RenderOptions& options) {
  if (options.output.extension() != ".png")
    throw WrongUsage(
        fmt::format("'{}' names no format that can be written", options.output.filename().string()), "",
        "end it in .png");
  options.picture.size = parse_size(options.size);
  as_option("--theme", [&] { options.picture.theme = ui::theme_of(options.theme); });
  if (!options.compare.empty()) options.picture.branches = CLI::detail::split(options.compare, ',');
  const Log log = session.make_log();
  Progress progress(session.make_progress());
  CityPicture picture(session, options.picture, log, progress);
  StagedFile file(options.output);
  scene::write_png(options.ids ? picture.ids() : picture.draw(), file.part());
  file.finish();
  progress.finish("drawn");
  if (session.json)
    print_json(picture.report());
  else
    std::printf("%s: %s, %d × %d pixels, %s\n", options.output.c_str(), picture.title().c_str(),
                options.picture.size.width, options.picture.size.height, picture.moment().c_str());
}

}  // namespace

void add_render(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<RenderOptions>();
  keep.push_back(options);
  PictureOptions& picture = options->picture;
  CLI::App* command =
      app.add_subcommand("render", "Draw a picture of a city, with results and legend; no display needed");
  command->add_option("file", picture.file, "City file (.gpkg)")->required();
  command->add_option("-o,--output", options->output, "Picture to write (.png)")->required();
  command->add_option("--size", options->size, "Pixels, WIDTHxHEIGHT")->capture_default_str();
  command
      ->add_option(
          "--camera", picture.camera,
          "overview, north, east, west, top, street, a bookmark, or x,y,z,distance,heading,pitch[,field]")
      ->capture_default_str();
  command->add_option("--layer", picture.layers,
                      "Result or column to show, such as building.height; may be given again");
  command->add_option("--time", picture.time,
                      "Light and results as they were then; else the end of the run, in daylight");
  command->add_option("--branch", picture.branches, "Branch of the city")->expected(1);
  command->add_option("--compare", options->compare, "Two to four branches, with commas between");
  command->add_option("--mode", picture.mode, "How branches are compared: split, swipe or difference")
      ->check(CLI::IsMember({"split", "swipe", "difference"}))
      ->capture_default_str();
  command->add_option("--theme", options->theme, "Of the captions: dark or light")->capture_default_str();
  command->add_option("--samples", picture.samples, "More give softer shadows and take longer")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_flag("--plain", picture.plain, "No captions: the city alone");
  command->add_flag("--ids", options->ids,
                    "Object numbers in full detail instead of colours, red the lowest byte");
  command->add_flag("--json", session.json, "Print JSON");
  command->footer(
      "Example: conurb render delft.gpkg -o delft.png --camera street --time 2026-06-21T09:00\n"
      "         conurb render delft.gpkg -o heat.png --layer buildings.heating_energy --compare "
      "base,retrofit");
  command->callback([&session, options] { render(session, *options); });
}

}  // namespace conurb::cli
