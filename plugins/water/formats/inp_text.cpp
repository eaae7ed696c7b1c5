// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/formats/inp_text.hpp"

#include <algorithm>
#include <cstdint>

#include "plugins/water/error.hpp"

namespace conurb::water {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

/// Bytes of the character at a place; 0 where it is no UTF-8 (RFC 3629: none too long, no surrogates).
std::size_t character_length(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, at + i) & 0xC0) != 0x80) return 0;
  }
  const std::uint8_t next = byte_at(text, at + 1);
  const bool too_long = (lead == 0xE0 && next < 0xA0) || (lead == 0xF0 && next < 0x90);
  const bool beyond = (lead == 0xED && next > 0x9F) || (lead == 0xF4 && next > 0x8F);
  return too_long || beyond ? 0 : length;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string from_latin1(std::string_view text) {
  std::string out;
  out.reserve(text.size() + static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
                return static_cast<std::uint8_t>(c) >= 0x80;
              })));
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::uint8_t byte = byte_at(text, at);
    if (byte < 0x80) {
      out += text[at];
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

}  // namespace

std::string_view as_utf8(std::string_view bytes, const std::string& where, std::string& converted) {
  if (bytes.size() > kLongestInp) {
    throw InputError("has " + std::to_string(bytes.size()) + " bytes, at most " +
                         std::to_string(kLongestInp) + " are read",
                     where, "part the network into several files");
  }
  if (bytes.find('\0') != std::string_view::npos) {
    throw InputError("is no text of one byte a character", where, "save it as UTF-8");
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  while (bytes.ends_with('\x1A')) bytes.remove_suffix(1);  // the end of a text file of DOS
  if (is_utf8(bytes)) return bytes;
  return converted = from_latin1(bytes);
}

}  // namespace conurb::water
