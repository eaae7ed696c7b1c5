// SPDX-License-Identifier: Apache-2.0
// Panel "levers": what plugins let people move in the active branch. A lever moved in the base first asks
// whether to begin a what-if.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/ui/panel.hpp"

namespace conurb::ui {

class LeversPanel {
 public:
  void draw(PanelContext& context, const Rect& rect);

 private:
  /// What a person gave, and when, on the context's clock.
  struct Given {
    double value = 0;
    double seconds = 0;
  };

  void lever(PanelContext& context, const room::LeverInfo& lever, const room::LeverInfo* base);
  void number(PanelContext& context, const room::LeverInfo& lever, const room::LeverInfo* base);
  void choice(PanelContext& context, const room::LeverInfo& lever);
  void label_row(PanelContext& context, const room::LeverInfo& lever, double value);
  void notes(PanelContext& context, const room::LeverInfo& lever, const room::LeverInfo* base);
  void offer(PanelContext& context, const room::LeverInfo& lever);
  /// Moves it, or offers a what-if in the base.
  void give(PanelContext& context, const std::string& lever, double value);
  /// What was given until the simulation shows it, else what it shows.
  [[nodiscard]] double value_of(const PanelContext& context, const room::LeverInfo& lever);

  std::string branch_;
  bool in_base_ = false, enabled_ = true;
  std::map<std::string, Given> given_;  // by lever
  std::string held_;                    // the lever whose knob is held
  double held_value_ = 0;
  struct Offer {
    std::string lever;
    double value = 0;
  };
  std::optional<Offer> offer_;
};

}  // namespace conurb::ui
