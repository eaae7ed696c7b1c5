// SPDX-License-Identifier: Apache-2.0
// Materials and textures of several texts put together into one. Their entries are copied as text; nothing
// that an image's path names is ever opened. Private to engine/io.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conurb::io {

/// Kinds of entries of an appearance object.
enum class Looks : std::uint8_t { material, texture, texture_vertex };

/// One appearance object of the input: of a file, or of a feature of a sequence. The text must outlive it.
class AppearanceSource {
 public:
  explicit AppearanceSource(std::string_view text);
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  friend class AppearancePool;
  std::string_view text_;
  std::array<std::vector<std::string_view>, 3> entries_;  // by Looks
  std::array<std::vector<std::uint32_t>, 3> numbers_;     // in the pool; kNone: not there yet
  std::vector<std::pair<std::string, std::string_view>> others_;
  std::uint64_t pool_ = 0;  // that the numbers are of
};

/// The appearance object of one output text. Entries get numbers in the order of their first use.
class AppearancePool {
 public:
  /// Each pool has another `number`, so that a source knows which one its numbers are of.
  explicit AppearancePool(std::uint64_t number) : number_(number) {}

  /// Takes all entries of a source in, used or not, in their order.
  void add_all(AppearanceSource& source);
  /// A "material" or "texture" member of a geometry with the pool's numbers. A number of no entry becomes one
  /// that is none here, too.
  [[nodiscard]] std::string with_numbers_of(AppearanceSource& source, std::string_view key,
                                            std::string_view value);
  /// The whole object, empty where there is nothing.
  [[nodiscard]] std::string text() const;

 private:
  void meet(AppearanceSource& source);
  std::string number_for(AppearanceSource& source, Looks kind, std::string_view token);

  std::uint64_t number_;
  std::array<std::string, 3> lists_;
  std::array<std::uint32_t, 3> counts_{0, 0, 0};
  std::vector<std::pair<std::string, std::string>> others_;
};

}  // namespace conurb::io
