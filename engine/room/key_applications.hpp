// SPDX-License-Identifier: Apache-2.0
// Scripts that answer a question, as a person reads of them before running one: from the comment at their
// head.
//
//   -- Question: what if every old building were insulated?
//   -- Inputs:   buildings and weather
//   -- Levers:   wall_u  U-value of renewed walls, W/(m2 K)
//   --           heat_pump_share  share of heat that heat pumps give
//   -- Actions:  renew walls and boilers at the beginning
//   -- KPIs:     heating, CO2, cost
//   -- Report:   the ten streets that save most
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::room {

struct KeyApplication {
  std::filesystem::path file;
  std::string title;     ///< name of its scenario, else of the file
  std::string question;  ///< with a capital, as are the next three
  std::string inputs;    ///< what the city has to have
  std::string actions;   ///< what is done
  std::string report;    ///< what is told besides the figures
  struct Lever {
    std::string name, doc;
  };
  std::vector<Lever> levers;
  std::vector<std::string> kpis;
};

/// Reads any text; what its head does not say stays empty.
[[nodiscard]] KeyApplication key_application(const std::filesystem::path& file, std::string_view script);

/// Those of the scripts (.lua) in these folders that state a question: folder by folder, by title. Folders
/// and files that cannot be read are passed over, and of a file its first 64 KiB are read. Reads on the
/// calling thread; a folder of a hundred scripts takes a few milliseconds.
[[nodiscard]] std::vector<KeyApplication> key_applications(std::span<const std::filesystem::path> folders);

}  // namespace conurb::room
