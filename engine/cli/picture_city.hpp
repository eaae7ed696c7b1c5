// SPDX-License-Identifier: Apache-2.0
// The cities of a picture: the branches that it shows, with the results of their runs, and what is told of
// them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/units.hpp"
#include "engine/base/zone.hpp"
#include "engine/cli/city_picture.hpp"
#include "engine/host/catalog.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::cli {

class PictureCity {
 public:
  /// Throws Error not_found for a branch that is not there or has no run where one is needed, WrongUsage for
  /// more branches than can be compared or a time outside of their runs.
  PictureCity(const Session& session, const PictureOptions& options, const Log& log);

  [[nodiscard]] const city::City& first() const { return cities_.front(); }
  [[nodiscard]] std::vector<const city::City*> all() const;
  [[nodiscard]] const std::string& name(std::size_t i) const { return names_[i]; }
  [[nodiscard]] bool stale(std::size_t i) const { return stale_[i]; }
  [[nodiscard]] std::vector<scene::LayerSpec> layers() const;
  [[nodiscard]] const UnitSystem& units() const { return twin_.units(); }
  [[nodiscard]] const Zone& zone() const { return twin_.calendar().zone(); }

  /// When results are shown of; none if no branch has any.
  [[nodiscard]] std::optional<Time> result_time() const { return result_time_; }
  /// When the light is of: the time asked for; else the day of the results, or midsummer, at ten in the
  /// morning.
  [[nodiscard]] Time light_time() const { return light_time_; }
  /// A viewpoint that was kept in the room; none of that name: none.
  [[nodiscard]] std::optional<scene::Camera> bookmark(const std::string& name);

  [[nodiscard]] std::string title() const;
  [[nodiscard]] std::string subtitle() const;
  /// Who made the data, one line.
  [[nodiscard]] std::string attribution();
  /// Key figures of the second branch against the first; of one branch alone its own.
  [[nodiscard]] std::vector<ui::KeyFigure> figures();

 private:
  void add_branch(const std::string& name, const Log& log, std::optional<Time> at);

  const PictureOptions& options_;
  sim::Twin twin_;
  std::vector<host::CatalogEntry> plugins_;
  std::vector<city::City> cities_;
  std::vector<std::string> names_;
  std::vector<bool> stale_;
  std::optional<Time> result_time_;
  Time light_time_;
};

}  // namespace conurb::cli
