// SPDX-License-Identifier: Apache-2.0
// What a shared library says of itself, read from its bytes without loading it: so that a plugin is judged
// before any of its code runs. Layout: System V Application Binary Interface, chapters 4 and 5 (elf(5)).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::host {

/// The parts of an ELF file that matter for plugins.
struct ElfFile {
  std::uint16_t machine = 0;         ///< e_machine: EM_X86_64 …
  std::string soname;                ///< "" if it has none
  bool never_unloads = false;        ///< linked with -z nodelete
  std::vector<std::string> needed;   ///< libraries it is linked to
  std::vector<std::string> exports;  ///< dynamic symbols that others can link to, unique ones included
  std::vector<std::string> unique;  ///< those of binding STB_GNU_UNIQUE, which pin the library in the process
  std::vector<std::string> imports;  ///< dynamic symbols that it takes from others
};

/// Name of a machine as a person knows it: "x86-64", "AArch64", else "machine 243".
[[nodiscard]] std::string machine_name(std::uint16_t machine);
/// e_machine of the running program.
[[nodiscard]] std::uint16_t own_machine();

/// Reads a 64-bit little-endian shared library. Throws Error bad_data naming `where` for anything else, and
/// for offsets or sizes that leave the file. Takes any bytes; time and memory grow linearly with their
/// number. Any thread.
[[nodiscard]] ElfFile read_elf(std::span<const std::byte> file, const std::string& where);

/// Bytes of the first section of that name, as they stand in `file`. Throws as read_elf, and not_found if
/// there is no such section.
[[nodiscard]] std::string_view elf_section(std::span<const std::byte> file, std::string_view name,
                                           const std::string& where);

}  // namespace conurb::host
