// SPDX-License-Identifier: Apache-2.0
// conurb export to glTF and 3D Tiles.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/cli/export_options.hpp"
#include "engine/cli/output_file.hpp"
#include "engine/io/gltf_export.hpp"
#include "engine/io/tiles3d_export.hpp"

namespace conurb::cli {

namespace {

/// What both formats are told; `scene` is filled in.
void take_options(const Session& session, ExportCity& source, const ExportOptions& options,
                  io::SceneExportOptions& scene) {
  as_option("--lod", [&] { io::check_lod(options.lod); });
  source.add_model();
  source.add_results();
  scene.scene.wanted = source.objects();
  scene.scene.lod = options.lod;
  scene.columns = options.columns;
  scene.ground = options.where.empty();
  scene.ground_box = source.box();
  scene.attribution = source.attribution();
  scene.cancel = session.cancel;
}

void tell(const Log& log, const io::SceneExportResult& result) {
  if (result.without_geometry > 0)
    log.warning("{} objects have nothing to show at this level of detail", result.without_geometry);
  if (result.suppressed > 0)
    log.warning("{} numbers of fewer than ten people are left out", result.suppressed);
}

void report(const Session& session, const ExportOptions& options, const char* format,
            const io::SceneExportResult& result, double seconds) {
  if (session.json) {
    print_json({{"file", options.output.string()},
                {"objects", result.objects},
                {"triangles", result.triangles},
                {"ground_triangles", result.ground_triangles},
                {"files", result.files},
                {"bytes", result.bytes},
                {"without_geometry", result.without_geometry},
                {"without_area", result.without_area},
                {"crossing", result.crossing},
                {"turned", result.turned},
                {"suppressed", result.suppressed},
                {"heights", result.heights},
                {"seconds", seconds}});
    return;
  }
  std::printf("%s: %s, %lld objects, %lld triangles, ground of %lld, %lld file%s, %.1f MB, %.1f s\n",
              options.output.string().c_str(), format, static_cast<long long>(result.objects),
              static_cast<long long>(result.triangles), static_cast<long long>(result.ground_triangles),
              static_cast<long long>(result.files), result.files == 1 ? "" : "s",
              static_cast<double>(result.bytes) / 1e6, seconds);
}

}  // namespace

void export_scene(const Session& session, const ExportOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const Log log = session.make_log();
  ExportCity source(options, log);
  io::SceneExportOptions scene;
  take_options(session, source, options, scene);
  Jobs jobs(session.threads);
  OutputFile output(options.output);
  const io::SceneExportResult result = io::export_gltf(
      source.city(), scene, source.twin().units(), [&](std::string_view piece) { output.write(piece); },
      jobs);
  output.finish();
  source.twin().file()->close();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  tell(log, result);
  report(session, options, "glTF", result, seconds);
}

void export_tileset(const Session& session, const ExportOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const Log log = session.make_log();
  const std::filesystem::path folder = options.output.parent_path();
  if (folder.empty() || folder == ".")
    throw WrongUsage("a tileset is a folder of many files: name one", "", "such as -o tiles/tileset.json");
  ExportCity source(options, log);
  io::TilesetExportOptions scene;
  take_options(session, source, options, scene);
  scene.height_offset = options.height_offset;
  Jobs jobs(session.threads);
  io::TilesetFolder target(folder);
  const io::SceneExportResult result =
      io::export_tileset(source.city(), scene, source.twin().units(), target.part(), jobs);
  target.finish();
  source.twin().file()->close();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  tell(log, result);
  if (result.heights.empty()) {
    log.warning("the city has no CRS: the tileset is in no place on the earth");
  } else if (options.height_offset == 0) {
    log.info("heights: {}", result.heights);
  }
  report(session, options, "3D Tiles", result, seconds);
}

}  // namespace conurb::cli
