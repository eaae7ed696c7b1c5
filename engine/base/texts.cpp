// SPDX-License-Identifier: Apache-2.0
#include "engine/base/texts.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/base/text.hpp"

namespace conurb {

namespace fs = std::filesystem;

Texts::Texts(const fs::path& folder, std::string_view language) {
  std::vector<std::string> files{"en"};
  if (language != "en") files.emplace_back(language);
  for (const std::string& name : files) {
    const fs::path path = folder / (name + ".json");
    if (!fs::exists(path)) {
      throw Error(ErrorCode::not_found, "there are no texts in the language " + in_quotes(name),
                  path.string(), "choose one of: " + join(languages(folder), ", "));
    }
    const Json json = parse_json(read_file(path), path.string());
    if (!json.is_object()) throw Error(ErrorCode::bad_data, "an object of texts was expected", path.string());
    for (const auto& [key, text] : json.items()) {
      if (!text.is_string()) throw Error(ErrorCode::bad_data, in_quotes(key) + " is no text", path.string());
      texts_[key] = text.get<std::string>();
    }
  }
}

std::string_view Texts::operator()(std::string_view key) const {
  const auto found = texts_.find(key);
  return found == texts_.end() ? key : std::string_view(found->second);
}

std::string Texts::operator()(std::string_view key, Values values) const {
  const std::string_view text = (*this)(key);
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find('{', at);
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto* value =
        std::find_if(values.begin(), values.end(), [name](const auto& each) { return each.first == name; });
    result += text.substr(at, open - at);
    result += value != values.end() ? value->second : text.substr(open, close - open + 1);
    at = close + 1;
  }
  result += text.substr(at);
  return result;
}

std::vector<std::string> Texts::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, text] : texts_) keys.push_back(key);
  return keys;
}

std::vector<std::string> Texts::languages(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace conurb
