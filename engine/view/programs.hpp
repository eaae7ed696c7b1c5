// SPDX-License-Identifier: Apache-2.0
// Shader programs, and state that is the same for all that they draw.
#pragma once

#include <osg/Program>
#include <osg/StateSet>

#include <string_view>

namespace conurb::view {

/// Texture units, by what is bound there.
enum Unit : int {
  kObjectColours = 0,
  kSurfaceMap,
  kObjectMap,
  kSunShadow,
  kDomeShadow,
  kPicture,
  kRaster,
  kLampMap,
  kPictures,
};

/// Vertex attributes, by place (scene::Vertex).
enum Attribute : unsigned { kPosition = 0, kSurface, kFacade, kPart, kColour, kPlace };

/// A program of shaders/NAME.vert and shaders/FRAGMENT.frag (the same name if empty).
[[nodiscard]] osg::ref_ptr<osg::Program> make_program(std::string_view name, std::string_view fragment = {});

/// A state set with the program and the samplers of all units.
[[nodiscard]] osg::ref_ptr<osg::StateSet> make_state(osg::Program& program);

/// Compiles and links it for a state whose context is current. Throws Error incompatible with the compiler's
/// words.
void compile(osg::Program& program, osg::State& state);

}  // namespace conurb::view
