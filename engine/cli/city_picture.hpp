// SPDX-License-Identifier: Apache-2.0
// A picture of a city file as a person asks for it: branches, layers, time, camera, captions.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/cli/command.hpp"
#include "engine/scene/city_scene.hpp"
#include "engine/scene/layer.hpp"
#include "engine/ui/caption.hpp"
#include "engine/view/renderer.hpp"

namespace conurb::cli {

/// "1920x1080". Throws WrongUsage for what is none, or too large to be meant.
[[nodiscard]] view::Size parse_size(const std::string& text);

struct PictureOptions {
  std::filesystem::path file;
  view::Size size{1920, 1080};
  std::string camera = "overview", time, mode = "split";
  std::vector<std::string> layers;
  std::vector<std::string> branches;  ///< none: base; several are compared
  ui::ThemeName theme = ui::ThemeName::dark;
  int samples = 48;
  bool plain = false;
};

/// Opens the file, and reads and draws what is asked for.
class CityPicture {
 public:
  CityPicture(const Session& session, const PictureOptions& options, const Log& log, Progress& progress);
  ~CityPicture();
  CityPicture(const CityPicture&) = delete;
  CityPicture& operator=(const CityPicture&) = delete;

  [[nodiscard]] scene::Picture draw();
  /// Object numbers of the first branch.
  [[nodiscard]] scene::Picture ids();
  [[nodiscard]] std::string title() const;
  [[nodiscard]] std::string moment() const;
  /// What is in the picture: camera, time, layers, triangles, and the numbers of objects by table.
  [[nodiscard]] Json report() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::cli
