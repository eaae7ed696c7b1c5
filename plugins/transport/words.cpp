// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/words.hpp"

namespace conurb::transport {

std::string words_of(ClassSet classes) {
  if ((classes & kEveryClass) == kEveryClass) return "all";
  std::string text;
  for (std::size_t i = 0; i < kClassWords.size(); ++i) {
    if ((classes >> i & 1) == 0) continue;
    if (!text.empty()) text += ' ';
    text += kClassWords[i];
  }
  return text;
}

std::optional<ClassSet> classes_of(std::string_view text) {
  if (text == "all") return kEveryClass;
  ClassSet classes = 0;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (word.empty()) continue;
    const auto one = meaning<VehicleClass>(kClassWords, word);
    if (!one) return std::nullopt;
    classes |= set_of(*one);
  }
  return classes;
}

}  // namespace conurb::transport
