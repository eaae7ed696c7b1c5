// SPDX-License-Identifier: Apache-2.0
// Whether two CityJSON texts say the same: members in any order, vertices numbered in any way (indices are
// replaced by coordinates), every number with its kind and digits, coordinates within half a step of the
// transform. Says where they differ.
#pragma once

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::io {

/// JSON whose numbers are {"number": "as it stood"}, so that 5, 5.0 and 5.00 differ.
class ExactJson : public nlohmann::json_sax<nlohmann::json> {
 public:
  using Json = nlohmann::json;
  /// Throws nlohmann's parse_error.
  static Json parse(std::string_view text) {
    ExactJson reader;
    Json::sax_parse(text, &reader);
    return std::move(reader.root_);
  }
  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put({{"number", std::to_string(value)}}); }
  bool number_unsigned(number_unsigned_t value) override { return put({{"number", std::to_string(value)}}); }
  bool number_float(number_float_t, const string_t& token) override { return put({{"number", token}}); }
  bool string(string_t& value) override { return put(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool key(string_t& name) override {
    key_ = name;
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    throw error;
  }

 private:
  Json* add(Json value) {
    if (open_.empty()) return &(root_ = std::move(value));
    Json& parent = *open_.back();
    if (parent.is_object()) return &(parent[key_] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }
  bool put(Json value) {
    add(std::move(value));
    return true;
  }
  bool open(Json value) {
    open_.push_back(add(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  Json root_;
  std::vector<Json*> open_;
  std::string key_;
};

/// Compares two documents or sequences; differences() is empty if they say the same.
class CityJsonComparison {
 public:
  CityJsonComparison(std::string_view a, std::string_view b) {
    const std::vector<Json> one = documents(a), other = documents(b);
    if (one.size() != other.size()) {
      note("", std::to_string(one.size()) + " texts", std::to_string(other.size()));
      return;
    }
    for (std::size_t i = 0; i < one.size(); ++i) {
      const std::string place = one.size() == 1 ? "" : "line " + std::to_string(i + 1);
      // The transform of a sequence is that of its header.
      if (one[i].contains("transform")) frame_a_ = Frame(one[i]["transform"]);
      if (other[i].contains("transform")) frame_b_ = Frame(other[i]["transform"]);
      compare(expanded(one[i], frame_a_), expanded(other[i], frame_b_), place);
    }
  }
  [[nodiscard]] const std::vector<std::string>& differences() const { return differences_; }
  [[nodiscard]] std::string text() const {
    std::string all;
    for (std::size_t i = 0; i < std::min<std::size_t>(differences_.size(), 8); ++i)
      all += differences_[i] + "\n";
    return all;
  }

 private:
  using Json = nlohmann::json;

  struct Frame {
    double scale[3] = {1, 1, 1}, translate[3] = {0, 0, 0};
    Frame() = default;
    explicit Frame(const Json& transform) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        scale[axis] = axis_of(transform, "scale", axis, 1);
        translate[axis] = axis_of(transform, "translate", axis, 0);
      }
    }
    static double axis_of(const Json& transform, const char* key, std::size_t axis, double otherwise) {
      if (!transform.contains(key) || !transform[key].is_array() || axis >= transform[key].size())
        return otherwise;
      return number(transform[key][axis]);
    }
  };

  static double number(const Json& value) { return std::stod(value.at("number").get<std::string>()); }
  static bool is_number(const Json& value) {
    return value.is_object() && value.size() == 1 && value.contains("number");
  }

  static std::vector<Json> documents(std::string_view text) {
    std::vector<Json> found;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    try {
      return {ExactJson::parse(text)};
    } catch (const nlohmann::detail::exception&) {
    }
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
      found.push_back(ExactJson::parse(line));
    }
    return found;
  }

  /// Indices of boundaries, those of addresses and rejected geometry too, replaced by places.
  static Json expanded(const Json& document, const Frame& frame) {
    Json result = document;
    const Json vertices = document.contains("vertices") ? document["vertices"] : Json::array();
    if (result.contains("CityObjects")) expand_members(result["CityObjects"], vertices, frame);
    Json places = Json::array();
    for (std::size_t i = 0; i < vertices.size(); ++i) places.push_back(place(vertices[i], frame));
    result["vertices"] = std::move(places);
    return result;
  }
  static void expand_members(Json& value, const Json& vertices, const Frame& frame) {
    if (is_number(value) || !value.is_structured()) return;
    for (auto& [key, member] : value.items()) {
      if (value.is_object() && key == "boundaries" && member.is_array()) {
        expand_indices(member, vertices, frame);
      } else {
        expand_members(member, vertices, frame);
      }
    }
  }
  static void expand_indices(Json& value, const Json& vertices, const Frame& frame) {
    if (!is_number(value)) {
      if (value.is_array()) {
        for (Json& each : value) expand_indices(each, vertices, frame);
      }
      return;
    }
    const auto token = value["number"].get<std::string>();
    if (token.find_first_not_of("0123456789") != std::string::npos) return;
    const unsigned long long index = std::stoull(token);
    if (index < vertices.size()) value = place(vertices[index], frame);
  }
  static Json place(const Json& vertex, const Frame& frame) {
    if (!vertex.is_array() || vertex.size() != 3) return vertex;
    Json result = Json::object();
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (!is_number(vertex[axis])) return vertex;
      result["place"].push_back(number(vertex[axis]) * frame.scale[axis] + frame.translate[axis]);
    }
    return result;
  }

  void note(const std::string& where, const std::string& a, const std::string& b) {
    differences_.push_back(where + ": " + a.substr(0, 120) + " | " + b.substr(0, 120));
  }

  void compare(const Json& a, const Json& b, const std::string& where) {
    if (a.type() != b.type()) return note(where, a.dump(), b.dump());
    if (a.is_array()) {
      if (a.size() != b.size())
        return note(where, std::to_string(a.size()) + " elements", std::to_string(b.size()));
      for (std::size_t i = 0; i < a.size(); ++i) compare(a[i], b[i], where + "[" + std::to_string(i) + "]");
      return;
    }
    if (!a.is_object()) {
      if (a != b) note(where, a.dump(), b.dump());
      return;
    }
    if (a.contains("place") && b.contains("place") && a.size() == 1)
      return compare_places(a["place"], b["place"], where);
    std::set<std::string> keys;
    for (const Json* each : {&a, &b}) {
      for (const auto& [key, value] : each->items()) keys.insert(key);
    }
    for (const std::string& key : keys) {
      if (!a.contains(key) || !b.contains(key)) {
        note(where + "/" + key, a.contains(key) ? a[key].dump() : "none",
             b.contains(key) ? b[key].dump() : "none");
      } else {
        compare(a[key], b[key], where + "/" + key);
      }
    }
  }
  void compare_places(const Json& a, const Json& b, const std::string& where) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double one = a[axis].get<double>(), other = b[axis].get<double>();
      const double half = 0.5 * std::abs(frame_a_.scale[axis]);
      // The world coordinates themselves are rounded to a double.
      if (!(std::abs(one - other) <= half + 1e-15 * std::abs(one))) note(where, a.dump(), b.dump());
    }
  }

  Frame frame_a_, frame_b_;
  std::vector<std::string> differences_;
};

}  // namespace conurb::io
