// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/xml_elements.hpp"

#include <algorithm>
#include <pugixml.hpp>
#include <vector>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"
#include "plugins/transport/formats/values.hpp"

namespace conurb::transport {
namespace {

constexpr const char* kRepairXml = "check the file, or ask where it comes from for a whole copy";
constexpr unsigned kParse = pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_doctype;

/// A parsed text, passed to a handler element by element.
class Reading {
 public:
  Reading(std::string_view text, const std::string& name, XmlHandler& handler)
      : text_(text), name_(name), handler_(handler) {}

  void run() {
    pugi::xml_document document;
    const pugi::xml_parse_result result = document.load_buffer(text_.data(), text_.size(), kParse);
    if (!result) refuse(result.description(), result.offset);
    if (result.encoding == pugi::encoding_utf8) check_bytes();
    // Nothing that SUMO writes has one; and without one there are no entities but those of XML.
    for (const pugi::xml_node top : document.children())
      if (top.type() == pugi::node_doctype)
        throw InputError(
            "has a document type declaration, which may declare entities: they are never expanded",
            place(top.offset_debug()), "save the file without it");
    const pugi::xml_node root = document.first_child();
    if (root.next_sibling()) refuse("more than one document element", root.next_sibling().offset_debug());
    pass(root);
  }

 private:
  /// pugixml takes any bytes for letters.
  void check_bytes() const {
    if (const std::size_t zero = text_.find('\0'); zero != std::string_view::npos)
      refuse("a zero byte", static_cast<std::ptrdiff_t>(zero));
    const auto foreign = [](char byte) { return static_cast<signed char>(byte) < 0; };
    for (auto at = text_.begin();;) {
      at = std::find_if(at, text_.end(), foreign);
      if (at == text_.end()) return;
      const auto end = std::find_if_not(at, text_.end(), foreign);
      const std::string letters(at, end);  // whole ones, as all of their bytes are such
      if (pugi::as_utf8(pugi::as_wide(letters)) != letters)
        refuse("bytes that are no UTF-8", at - text_.begin());
      at = end;
    }
  }

  /// The element with all that it holds, in the order of the text; no recursion, however deep it is.
  void pass(const pugi::xml_node& root) {
    int depth = 0;
    for (pugi::xml_node node = root; node;) {
      if (node.type() == pugi::node_element) {
        if (++depth > kMostDepth)
          throw InputError("elements are nested deeper than " + std::to_string(kMostDepth),
                           place(node.offset_debug()), kRepairXml);
        call(node, [&] { handler_.begin(Attributes(node.name(), pairs_of(node))); });
        if (node.first_child()) {
          node = node.first_child();
          continue;
        }
        end(node, depth);
      }
      for (; node != root && !node.next_sibling(); end(node, depth)) node = node.parent();
      if (node == root) return;
      node = node.next_sibling();
    }
  }

  void end(const pugi::xml_node& node, int& depth) {
    --depth;
    call(node, [&] { handler_.end(node.name()); });
  }

  const char* const* pairs_of(const pugi::xml_node& node) {
    pairs_.clear();
    for (const pugi::xml_attribute one : node.attributes()) {
      pairs_.push_back(one.name());
      pairs_.push_back(one.value());
    }
    pairs_.push_back(nullptr);
    return pairs_.data();
  }

  template <class Call>
  void call(const pugi::xml_node& node, Call tell) const {
    try {
      tell();
    } catch (const InputError& error) {
      if (!error.where().empty()) throw;
      throw InputError(error.what(), place(node.offset_debug()));
    }
  }

  [[noreturn]] void refuse(const std::string& why, std::ptrdiff_t offset) const {
    throw InputError("is not well-formed XML: " + why, place(offset), kRepairXml);
  }

  /// "name:line". The offset of another encoding than UTF-8 is that of its conversion: the line is about
  /// right.
  [[nodiscard]] std::string place(std::ptrdiff_t offset) const {
    const std::string_view before =
        text_.substr(0, static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
    return name_ + ":" + std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
  }

  std::string_view text_;
  const std::string& name_;
  XmlHandler& handler_;
  std::vector<const char*> pairs_;
};

}  // namespace

void read_xml(std::string_view text, const std::string& name, XmlHandler& handler) {
  if (text.empty()) throw InputError("is empty", name, kRepairXml);
  Reading(text, name, handler).run();
}

std::optional<std::string_view> Attributes::find(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2) {
    if (name == *pair) return pair[1];
  }
  return std::nullopt;
}

std::string_view Attributes::text(std::string_view name) const {
  const std::optional<std::string_view> value = find(name);
  if (!value) refuse("the attribute " + std::string(name) + " is missing");
  return *value;
}

std::string_view Attributes::text_or(std::string_view name, std::string_view fallback) const {
  return find(name).value_or(fallback);
}

double Attributes::number(std::string_view name) const {
  const std::string_view value = text(name);
  const std::optional<double> number = number_in(value);
  if (!number) refuse_value(name, value, "a finite number");
  return *number;
}

double Attributes::number_or(std::string_view name, double fallback) const {
  return has(name) ? number(name) : fallback;
}

double Attributes::positive_or(std::string_view name, double fallback) const {
  const double value = number_or(name, fallback);
  if (!(value > 0)) refuse_value(name, text(name), "above 0");
  return value;
}

double Attributes::not_negative_or(std::string_view name, double fallback) const {
  const double value = number_or(name, fallback);
  if (!(value >= 0)) refuse_value(name, text(name), "0 or above");
  return value;
}

std::int32_t Attributes::whole(std::string_view name) const {
  const std::string_view value = text(name);
  const std::optional<std::int32_t> number = whole_number_in(value);
  if (!number) refuse_value(name, value, "a whole number");
  return *number;
}

std::int32_t Attributes::whole_or(std::string_view name, std::int32_t fallback) const {
  return has(name) ? whole(name) : fallback;
}

Milliseconds Attributes::time(std::string_view name) const {
  const std::string_view value = text(name);
  const std::optional<double> seconds = seconds_in(value);
  const std::optional<Milliseconds> time = seconds ? to_milliseconds(*seconds) : std::nullopt;
  if (!time) refuse_value(name, value, "a time within 24 days, as seconds or hh:mm:ss");
  return *time;
}

Milliseconds Attributes::time_or(std::string_view name, Milliseconds fallback) const {
  return has(name) ? time(name) : fallback;
}

bool Attributes::flag(std::string_view name) const {
  const std::string_view value = text_or(name, "");
  return value == "true" || value == "1" || value == "yes" || value == "on" || value == "x" || value == "t" ||
         value == "True";
}

std::string Attributes::described() const {
  std::string out(element_);
  if (const auto id = find("id")) out.append(" ").append(in_quotes(*id));
  return out;
}

void Attributes::refuse(const std::string& what) const {
  throw InputError(described() + ": " + what);
}

void Attributes::refuse_value(std::string_view name, std::string_view value, const char* expected) const {
  refuse(std::string(name) + " is " + in_quotes(value) + ", must be " + expected);
}

}  // namespace conurb::transport
