// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/box_tree.hpp"

#include <BulletCollision/BroadphaseCollision/btQuantizedBvh.h>

namespace conurb::physics {
namespace {

// Bullet's own: sorting and rounding as it does, its grid laid open.
class Builder : public btQuantizedBvh {
 public:
  explicit Builder(std::span<const FloatBox> boxes) {
    btVector3 lower = vector(boxes.front().lower), upper = vector(boxes.front().upper);
    for (const FloatBox& box : boxes) {
      lower.setMin(vector(box.lower));
      upper.setMax(vector(box.upper));
    }
    setQuantizationValues(lower, upper);
    QuantizedNodeArray& leaves = getLeafNodeArray();
    leaves.reserve(static_cast<int>(boxes.size()));
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      btQuantizedBvhNode leaf;
      quantize(leaf.m_quantizedAabbMin, vector(boxes[i].lower), 0);
      quantize(leaf.m_quantizedAabbMax, vector(boxes[i].upper), 1);
      leaf.m_escapeIndexOrTriangleIndex = static_cast<int>(i);
      leaves.push_back(leaf);
    }
    buildInternal();
  }
  [[nodiscard]] const btVector3& lower() const { return m_bvhAabbMin; }
  [[nodiscard]] const btVector3& steps() const { return m_bvhQuantization; }
  /// Nodes in use; the array has room for one more.
  [[nodiscard]] int count() const { return m_curNodeIndex; }

 private:
  static btVector3 vector(const std::array<float, 3>& v) { return {v[0], v[1], v[2]}; }
};

}  // namespace

BoxTree::BoxTree(std::span<const FloatBox> boxes) {
  if (boxes.empty()) return;
  Builder builder(boxes);
  nodes_.reserve(static_cast<std::size_t>(builder.count()));
  for (int i = 0; i < builder.count(); ++i) {
    const btQuantizedBvhNode& node = builder.getQuantizedNodeArray()[i];
    const auto* low = node.m_quantizedAabbMin;
    const auto* high = node.m_quantizedAabbMax;
    nodes_.push_back(
        {{low[0], low[1], low[2]}, {high[0], high[1], high[2]}, node.m_escapeIndexOrTriangleIndex});
  }
  for (std::size_t k = 0; k < 3; ++k) {
    lower_[k] = builder.lower()[static_cast<int>(k)];
    steps_[k] = builder.steps()[static_cast<int>(k)];
  }
}

}  // namespace conurb::physics
