// SPDX-License-Identifier: Apache-2.0
// Bridges where the city has only a line for them: decks with parapets and piers from bank to bank, for the
// streets and tracks that cross water above the ground.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/scene/ground_features.hpp"
#include "engine/scene/ground_relief.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::scene {

/// Lines whose LineStyle::on_deck is set. A deck goes straight from the height of one bank to that of the
/// other, a little arched, and on until it lies on the land. Its object is that of the row. One level a tile;
/// the longest bridges are in the root, the others in tiles of neighbours below it.
class BridgeTiles final : public TileSource {
 public:
  /// Keeps nothing of either.
  BridgeTiles(const GroundFeatures& features, const GroundRelief& relief);

  [[nodiscard]] const TileTree& tree() const override { return tree_; }
  [[nodiscard]] TileContent make(std::uint32_t tile, std::uint32_t level) const override;
  /// Bridges in all tiles.
  [[nodiscard]] std::size_t size() const { return decks_.size(); }

 private:
  struct Deck {
    std::vector<city::Point3> middle;  // of the carriageway
    std::vector<double> water;         // height below each of these
    double half_m = 0;                 // of the carriageway's width
    double walk_m = 0;                 // of a pavement
    bool tracks = false;
    std::uint32_t object = 0;
    double length = 0;
    city::Box box;
  };
  void add(const GroundLines& lines, bool tracks, const GroundRelief& relief);
  void plant();
  static void add_deck(const Deck& deck, Mesh& mesh);
  static void add_piers(const Deck& deck, Mesh& mesh);

  std::vector<Deck> decks_;  // in the order of tiles
  std::vector<city::Range> of_tile_;
  TileTree tree_;
};

}  // namespace conurb::scene
