// SPDX-License-Identifier: Apache-2.0
// Key applications: questions that scripts answer.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/room/key_applications.hpp"
#include "engine/ui/rows.hpp"

namespace conurb::ui {

/// Lists scripts by title; a click shows the question, what it changes and tells, and a button that runs it.
class AppsPanel {
 public:
  /// Reads the heads of the scripts in these folders, once: a few milliseconds.
  explicit AppsPanel(const std::vector<std::filesystem::path>& folders = {"scripts/apps",
                                                                          "scripts/scenarios"});

  void draw(PanelContext& context, const Rect& rect);

 private:
  void opened(PanelContext& context, const room::KeyApplication& application) const;

  std::vector<room::KeyApplication> applications_;
  int open_ = -1;
};

}  // namespace conurb::ui
