// SPDX-License-Identifier: Apache-2.0
#include "engine/io/image_path.hpp"

#include <algorithm>
#include <utility>

namespace conurb::io {

bool stays_inside(std::string_view path) {
  if (path.empty() || path[0] == '/' || path[0] == '\\' || path.find(':') != std::string_view::npos)
    return false;
  while (true) {
    const std::size_t separator = path.find_first_of("/\\");
    if (path.substr(0, separator) == "..") return false;
    if (separator == std::string_view::npos) return true;
    path.remove_prefix(separator + 1);
  }
}

std::string image_name(std::string_view path) {
  std::string name(path);
  std::ranges::replace(name, '\\', '/');
  return name;
}

Finding outside_image(std::string_view path, std::string place) {
  const bool url = path.starts_with("http://") || path.starts_with("https://");
  return {url ? Severity::warning : Severity::error, "", std::move(place), "appearance.texture_path",
          "the image \"" + std::string(path) + "\" lies outside the folder of the data; never read"};
}

}  // namespace conurb::io
