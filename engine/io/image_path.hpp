// SPDX-License-Identifier: Apache-2.0
// Paths of images as city models name them: relative to the model's file, in its folder and nowhere else.
#pragma once

#include <string>
#include <string_view>

#include "engine/io/findings.hpp"

namespace conurb::io {

/// Whether a path stays in the folder of the data: relative, and never a step up. Any thread.
[[nodiscard]] bool stays_inside(std::string_view path);

/// The path as city::LookImage has it, with "/" also where Windows wrote it.
[[nodiscard]] std::string image_name(std::string_view path);

/// What is to be said of an image that does not stay inside, named at `place`.
[[nodiscard]] Finding outside_image(std::string_view path, std::string place);

}  // namespace conurb::io
