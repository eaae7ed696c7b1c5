// SPDX-License-Identifier: Apache-2.0
#include "engine/view/programs.hpp"

#include <osg/Uniform>

#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/view/shader_texts.hpp"

namespace conurb::view {
namespace {

osg::ref_ptr<osg::Shader> make_shader(osg::Shader::Type type, const std::string& file) {
  const std::string_view text = shader_text(file);
  if (text.empty()) throw Error(ErrorCode::internal, fmt::format("there is no shader '{}'", file));
  const std::string all = fmt::format(
      "#version 130\n#pragma import_defines(MEAN, IDS, BARE, RASTER, WATER, LAMPS, NIGHT, COLOURS, "
      "PICTURES)\n{}\n{}\n{}",
      shader_text("common.glsl"), shader_text("shadow.glsl"), text);
  osg::ref_ptr<osg::Shader> shader = new osg::Shader(type, all);
  shader->setName(file);
  return shader;
}

}  // namespace

osg::ref_ptr<osg::Program> make_program(std::string_view name, std::string_view fragment) {
  osg::ref_ptr<osg::Program> program = new osg::Program;
  program->setName(std::string(name));
  program->addShader(make_shader(osg::Shader::VERTEX, std::string(name) + ".vert"));
  program->addShader(
      make_shader(osg::Shader::FRAGMENT, std::string(fragment.empty() ? name : fragment) + ".frag"));
  program->addBindAttribLocation("position", kPosition);
  program->addBindAttribLocation("surface", kSurface);
  program->addBindAttribLocation("facade", kFacade);
  program->addBindAttribLocation("part", kPart);
  program->addBindAttribLocation("colour", kColour);
  program->addBindAttribLocation("picture_place", kPlace);
  return program;
}

osg::ref_ptr<osg::StateSet> make_state(osg::Program& program) {
  constexpr auto kSamplers = std::to_array<std::pair<const char*, int>>({
      {"object_colours", kObjectColours},
      {"surface_map", kSurfaceMap},
      {"object_map", kObjectMap},
      {"sun_shadow", kSunShadow},
      {"dome_shadow", kDomeShadow},
      {"sample_picture", kPicture},
      {"picture", kPicture},
      {"raster", kRaster},
      {"lamp_map", kLampMap},
      {"pictures", kPictures},
  });
  osg::ref_ptr<osg::StateSet> state = new osg::StateSet;
  state->setAttributeAndModes(&program);
  for (const auto& [name, unit] : kSamplers) state->addUniform(new osg::Uniform(name, unit));
  return state;
}

void compile(osg::Program& program, osg::State& state) {
  program.compileGLObjects(state);
  osg::Program::PerContextProgram* linked = program.getPCP(state);
  if (linked->isLinked()) return;
  std::string log, words;
  if (linked->getInfoLog(log)) words += log;
  for (unsigned i = 0; i < program.getNumShaders(); ++i)
    if (program.getShader(i)->getPCS(state)->getInfoLog(log))
      words += '\n' + program.getShader(i)->getName() + ": " + log;
  throw Error(ErrorCode::incompatible,
              fmt::format("this OpenGL refuses the shader program '{}': {}", program.getName(), words), {},
              "OpenGL 3.0 with GLSL 1.30 is needed; update the graphics driver");
}

}  // namespace conurb::view
