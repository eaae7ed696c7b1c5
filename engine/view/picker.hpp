// SPDX-License-Identifier: Apache-2.0
// What lies under the cursor: the tiles that are shown, hit by a ray of sight.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/physics/pick_scene.hpp"
#include "engine/scene/pick_mesh.hpp"
#include "engine/view/renderer.hpp"

namespace conurb::view {

/// Immutable; any thread.
class Picker {
 public:
  struct Shown {
    SourceKind kind = SourceKind::solid;
    std::shared_ptr<const scene::PickMesh> mesh;
  };
  explicit Picker(std::vector<Shown> shown);

  /// What the ray hits first of what is not `hidden`, which is asked of object numbers.
  [[nodiscard]] std::optional<Picked> pick(physics::Ray ray,
                                           const std::function<bool(std::uint32_t)>& hidden) const;

 private:
  std::vector<Shown> shown_;
  physics::PickScene scene_;
};

}  // namespace conurb::view
