// SPDX-License-Identifier: Apache-2.0
// What a person does with mouse and keyboard, from a window or from a script.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace conurb::view {

/// Keys by what is printed on a US keyboard; letters and digits are their capital's code.
enum class Key : std::int16_t {
  none = 0,
  space = ' ',
  apostrophe = '\'',
  comma = ',',
  minus = '-',
  period = '.',
  slash = '/',
  digit_0 = '0',
  digit_9 = '9',
  semicolon = ';',
  equal = '=',
  a = 'A',
  z = 'Z',
  left_bracket = '[',
  backslash = '\\',
  right_bracket = ']',
  grave = '`',
  escape = 256,
  enter,
  tab,
  backspace,
  insert,
  del,
  right,
  left,
  down,
  up,
  page_up,
  page_down,
  home,
  end,
  f1,
  f2,
  f3,
  f4,
  f5,
  f6,
  f7,
  f8,
  f9,
  f10,
  f11,
  f12,
};

/// "a", "5", "page_up", "f1", "/": how chords and scripts name a key; empty for none.
[[nodiscard]] std::string key_name(Key key);
/// The key of a name; none if it is not known.
[[nodiscard]] Key key_of(std::string_view name);

struct Modifiers {
  bool ctrl = false, shift = false, alt = false;
  bool operator==(const Modifiers&) const = default;
};

struct InputEvent {
  enum class Kind : std::uint8_t { move, leave, button, wheel, key, text, resize, close };
  Kind kind = Kind::move;
  double x = 0, y = 0;  ///< move, button: pixels of the framebuffer from its upper left; wheel: notches
  int button = 0;       ///< 0 left, 1 right, 2 middle
  bool down = false;    ///< button, key; a key held down is repeated
  Key key = Key::none;
  Modifiers modifiers;
  char32_t character = 0;  ///< text
};

}  // namespace conurb::view
