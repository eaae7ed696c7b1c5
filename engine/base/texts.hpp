// SPDX-License-Identifier: Apache-2.0
// The texts that a person sees, by key, in the language that they chose. One flat JSON file a language stands
// in assets/texts; what a language lacks is shown in English, and what English lacks as its key, so that a
// missing text is seen and nothing fails for it. Immutable; any thread.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conurb {

class Texts {
 public:
  /// Keys alone.
  Texts() = default;
  /// Reads `folder`/en.json and, for another language ("zh"), that file over it. Throws Error not_found for a
  /// language that has no file, bad_data for a file that is no flat object of texts.
  Texts(const std::filesystem::path& folder, std::string_view language);

  /// The text of a key, or the key itself.
  [[nodiscard]] std::string_view operator()(std::string_view key) const;
  /// The same with "{name}" replaced by the value of that name; names that are not given stay.
  using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  [[nodiscard]] std::string operator()(std::string_view key, Values values) const;

  [[nodiscard]] bool contains(std::string_view key) const { return texts_.find(key) != texts_.end(); }
  /// Ascending.
  [[nodiscard]] std::vector<std::string> keys() const;
  /// Languages that have a file in the folder, ascending.
  [[nodiscard]] static std::vector<std::string> languages(const std::filesystem::path& folder);

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace conurb
