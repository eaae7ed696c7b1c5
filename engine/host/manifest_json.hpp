// SPDX-License-Identifier: Apache-2.0
// Strict reading of a manifest's JSON: every member is asked for by key and type, and what nobody asked for
// is refused, so that a typing error never becomes a default. Members keep the order of the file. Internal to
// engine/host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::host {

using OrderedJson = nlohmann::ordered_json;

/// Largest manifest: bytes, depth, and members of one object (which are searched one by one).
inline constexpr std::size_t kManifestLimit = std::size_t{1} << 20;
inline constexpr int kManifestDepth = 16;
inline constexpr std::size_t kManifestKeys = 4096;

/// Reads RFC 8259 text without repeated keys and checks that it is an object. Throws Error bad_data naming
/// `where`, line and column, or limit.
[[nodiscard]] OrderedJson parse_ordered_json(std::string_view text, const std::string& where);

/// One object of a manifest. Every getter throws Error bad_data naming the place, the key, what is there and
/// what should be. Refers to the JSON it was made of.
class JsonObject {
 public:
  /// `where` is the file and the place in it, as messages begin.
  JsonObject(const OrderedJson& json, std::string where);

  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] bool has(std::string_view key);

  /// One line of text without control characters, not empty.
  [[nodiscard]] std::string text(std::string_view key);
  [[nodiscard]] std::string text_or(std::string_view key, std::string_view otherwise);
  /// A text out of a few; gives its position in `allowed`.
  [[nodiscard]] std::size_t one_of(std::string_view key, std::span<const std::string_view> allowed);
  [[nodiscard]] std::size_t one_of_or(std::string_view key, std::span<const std::string_view> allowed,
                                      std::size_t otherwise);
  /// A name as tables and columns have.
  [[nodiscard]] std::string name(std::string_view key);
  [[nodiscard]] std::string name_or(std::string_view key, std::string_view otherwise);
  [[nodiscard]] bool flag(std::string_view key);  ///< false if missing
  [[nodiscard]] double number(std::string_view key);
  [[nodiscard]] double number_or(std::string_view key, double otherwise);
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);  ///< empty if missing
  [[nodiscard]] std::vector<double> numbers(std::string_view key);     ///< finite; empty if missing
  /// "15 min" as seconds.
  [[nodiscard]] double duration_or(std::string_view key, double otherwise);
  /// [low, high]; a null end is open if `open` allows it. low <= high, or low < high without open ends.
  struct Range {
    std::optional<double> low, high;
  };
  [[nodiscard]] std::optional<Range> range(std::string_view key, bool open);

  /// The member as it stands, or null.
  [[nodiscard]] const OrderedJson* find(std::string_view key);
  /// Calls visit(name, object) for the members of an object of objects, in order; not at all if the key is
  /// missing.
  void each(std::string_view key, const std::function<void(const std::string&, JsonObject&)>& visit);

  /// Refuses the members that no getter asked for. each() does it for the objects it visits.
  void finish() const;

  /// Throws Error bad_data about a key.
  [[noreturn]] void refuse(std::string_view key, const std::string& what,
                           const std::string& remedy = {}) const;
  /// The same about the whole object.
  [[noreturn]] void fail(const std::string& what, const std::string& remedy = {}) const;

 private:
  const OrderedJson& required(std::string_view key);
  std::string line_of_text(std::string_view key, const OrderedJson& value) const;
  double finite(std::string_view key, const OrderedJson& value) const;

  const OrderedJson& json_;
  std::string where_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace conurb::host
