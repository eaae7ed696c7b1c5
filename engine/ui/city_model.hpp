// SPDX-License-Identifier: Apache-2.0
// The city as the window holds it: a copy of its base for what stands there and does not move, of each branch
// for what it changed, and the values that are shown now in the place of those of the draft.
#pragma once

#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/units.hpp"
#include "engine/host/manifest.hpp"
#include "engine/room/room.hpp"
#include "engine/scene/city_scene.hpp"
#include "engine/scene/layer.hpp"

namespace conurb::ui {

/// On the window's thread; never waits.
class CityModel {
 public:
  explicit CityModel(room::Room& room) : room_(room) {}
  ~CityModel();
  CityModel(const CityModel&) = delete;
  CityModel& operator=(const CityModel&) = delete;

  /// Once a frame. True when the city has just come.
  bool update();
  [[nodiscard]] bool ready() const { return scene_ != nullptr; }
  /// What went wrong in loading; empty if nothing did.
  [[nodiscard]] const std::string& failure() const { return failure_; }

  // ---- when ready ----
  [[nodiscard]] const city::City& base() const { return base_; }
  [[nodiscard]] const scene::CityScene& scene() const { return *scene_; }
  [[nodiscard]] const std::vector<scene::LayerSpec>& layers() const { return layers_; }
  [[nodiscard]] const UnitSystem& units() const { return units_; }
  [[nodiscard]] const std::string& attribution() const { return attribution_; }
  [[nodiscard]] double people() const { return people_; }
  /// The layer of an id; null if there is none.
  [[nodiscard]] const scene::LayerSpec* layer(const std::string& id) const;

  /// A branch's city with the columns of a layer as they are shown now. `revision` changes whenever it does.
  struct Shown {
    const city::City* city = nullptr;
    std::uint64_t revision = 0;
    std::optional<Time> time;  ///< of the layer's values; none: they are not of a run
  };
  [[nodiscard]] Shown shown(const std::string& branch, const scene::LayerSpec* layer);
  /// Whether set_rows() may differ: another number where it does. Cheap.
  [[nodiscard]] std::size_t set_stamp(const std::string& branch, const scene::LayerSpec& layer,
                                      Time at) const;
  /// Rows whose value of the layer's colour a person or a scenario has set and holds at a time, ascending.
  [[nodiscard]] std::vector<std::int64_t> set_rows(const std::string& branch, const scene::LayerSpec& layer,
                                                   Time at) const;

 private:
  struct Loaded {
    city::City base;
    std::vector<std::shared_ptr<const host::Manifest>> manifests;
    std::string attribution;
    std::shared_ptr<const scene::CityScene> scene;
  };
  /// What a gesture of the journal set.
  struct Setting {
    Time from, until;  // until: never with 0
    std::vector<std::int64_t> rows;
    [[nodiscard]] bool holds(Time at) const { return from <= at && (until.us == 0 || at < until); }
  };
  using Settings = std::map<std::string, std::vector<Setting>>;  // by "table.column"
  struct Answer {
    city::City city;
    Settings settings;
  };
  static Answer answer_of(sim::Twin& twin, std::int32_t branch);
  struct Branch {
    city::City city;
    Settings settings;
    std::uint64_t revision = 0;
    std::size_t changes = 0;                      ///< that the city is of
    std::map<std::string, std::uint64_t> frames;  ///< revision by "table.column" that was put in
    std::map<std::string, Time> times;
  };
  [[nodiscard]] const std::vector<Setting>* settings_of(const std::string& branch,
                                                        const scene::LayerSpec& layer) const;
  void take_path(const std::string& name, Branch& branch, const scene::LayerSpec& layer);
  void ask_for(const std::string& branch, const room::BranchInfo& info);

  room::Room& room_;
  UnitSystem units_;
  std::future<Loaded> loading_;
  bool asked_ = false;
  std::string failure_, attribution_;
  double people_ = 0;
  city::City base_;
  std::vector<std::shared_ptr<const host::Manifest>> manifests_;
  std::shared_ptr<const scene::CityScene> scene_;
  std::vector<scene::LayerSpec> layers_;
  std::map<std::string, Branch> branches_;
  struct Asked {
    std::size_t changes = 0;
    std::future<Answer> answer;
  };
  std::map<std::string, Asked> asked_branches_;
  std::uint64_t next_revision_ = 1;
};

}  // namespace conurb::ui
