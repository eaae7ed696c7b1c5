// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/host/manifest_json.hpp"
#include "engine/host/manifest_parts.hpp"

namespace conurb::host {

namespace {

bool is_ending(const std::string& text) {
  return text.size() >= 2 && text.size() <= 20 && text[0] == '.' && text == to_lower(text) &&
         text.find_first_of("/\\ ") == std::string::npos;
}

void read_file_format(const std::string& id, JsonObject& object, Manifest& manifest) {
  check_name(id, object);
  FileFormat format;
  format.id = id;
  format.label = object.text("label");
  format.description = object.text_or("description", "");
  format.endings = object.texts("endings");
  format.reads = object.flag("reads");
  format.writes = object.flag("writes");
  format.together = object.flag("together");
  if (format.endings.empty() || !std::all_of(format.endings.begin(), format.endings.end(), is_ending))
    object.refuse("endings", "says how names of such files end", R"(write [".m"] with a dot, in lower case)");
  if (!format.reads && !format.writes)
    object.fail("is neither read nor written", "say \"reads\": true or \"writes\": true");
  if (format.together && !format.reads)
    object.refuse("together", "is about reading, and the format is not read", "say \"reads\": true, too");
  manifest.formats.push_back(std::move(format));
}

}  // namespace

void read_formats(JsonObject& root, Manifest& manifest) {
  root.each("formats",
            [&](const std::string& id, JsonObject& object) { read_file_format(id, object, manifest); });
}

}  // namespace conurb::host
