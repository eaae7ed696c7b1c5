// SPDX-License-Identifier: Apache-2.0
#include "engine/host/elf_section.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <cstring>
#include <optional>

#include "engine/base/error.hpp"

namespace conurb::host {

namespace {

/// Access to structures at any offset of untrusted bytes.
class Bytes {
 public:
  Bytes(std::span<const std::byte> bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  [[nodiscard]] std::span<const std::byte> part(std::uint64_t offset, std::uint64_t size,
                                                std::string_view what) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      fail(fmt::format("its {} lies outside the file ({} bytes)", what, bytes_.size()));
    }
    return bytes_.subspan(offset, size);
  }

  template <typename T>
  [[nodiscard]] T read(std::uint64_t offset, std::string_view what) const {
    T value;
    std::memcpy(&value, part(offset, sizeof value, what).data(), sizeof value);
    return value;
  }

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::bad_data, what, where_,
                "build it again as a shared library for this kind of machine");
  }

 private:
  std::span<const std::byte> bytes_;
  const std::string& where_;
};

/// NUL-terminated texts of a string table. Hostile tables make one long text serve many symbols, so the bytes
/// handed out are counted and cut off at a few times the file's size.
class Strings {
 public:
  Strings(std::span<const std::byte> table, const Bytes& file)
      : table_(table), file_(file), budget_(4 * file.size() + 4096) {}

  [[nodiscard]] std::string_view at(std::uint64_t offset) {
    if (offset >= table_.size()) file_.fail("a name lies outside its string table");
    const auto* begin = reinterpret_cast<const char*>(table_.data() + offset);
    const std::size_t room = table_.size() - offset;
    const void* end = std::memchr(begin, 0, room < budget_ ? room : budget_);
    if (end == nullptr) file_.fail("a name in a string table has no end");
    const auto length = static_cast<std::size_t>(static_cast<const char*>(end) - begin);
    budget_ -= length;
    return {begin, length};
  }

 private:
  std::span<const std::byte> table_;
  const Bytes& file_;
  std::size_t budget_;
};

class Reader {
 public:
  Reader(std::span<const std::byte> file, const std::string& where) : bytes_(file, where) {
    if (file.size() < sizeof(Elf64_Ehdr) || std::memcmp(file.data(), ELFMAG, SELFMAG) != 0) {
      bytes_.fail("is no ELF file");
    }
    header_ = bytes_.read<Elf64_Ehdr>(0, "header");
    if (header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_ident[EI_DATA] != ELFDATA2LSB) {
      bytes_.fail("is no 64-bit little-endian ELF file");
    }
    if (header_.e_type != ET_DYN) bytes_.fail("is no shared library");
    read_sections();
  }

  [[nodiscard]] std::optional<std::span<const std::byte>> section(std::string_view name) {
    for (const Elf64_Shdr& section : sections_) {
      if (section.sh_type != SHT_NULL && names_->at(section.sh_name) == name) return content(section);
    }
    return std::nullopt;
  }

  [[nodiscard]] ElfFile summary() const {
    ElfFile file;
    file.machine = header_.e_machine;
    for (const Elf64_Shdr& section : sections_) {
      if (section.sh_type != SHT_DYNAMIC) continue;
      read_dynamic(section, file);
      break;  // a library has one; more would only multiply the work
    }
    for (const Elf64_Shdr& section : sections_) {
      if (section.sh_type != SHT_DYNSYM) continue;
      read_symbols(section, file);
      break;
    }
    return file;
  }

 private:
  void read_sections() {
    if (header_.e_shoff == 0) bytes_.fail("has no section table");
    if (header_.e_shentsize != sizeof(Elf64_Shdr)) bytes_.fail("has section headers of an unknown size");
    const auto first = bytes_.read<Elf64_Shdr>(header_.e_shoff, "section table");
    // Counts that do not fit the header's 16 bits stand in the first section (elf(5), e_shnum and
    // e_shstrndx).
    const std::uint64_t count = header_.e_shnum != 0 ? header_.e_shnum : first.sh_size;
    const std::uint64_t names = header_.e_shstrndx != SHN_XINDEX ? header_.e_shstrndx : first.sh_link;
    if (count > bytes_.size() / sizeof(Elf64_Shdr)) bytes_.fail("its section table is longer than the file");
    const auto table = bytes_.part(header_.e_shoff, count * sizeof(Elf64_Shdr), "section table");
    sections_.resize(count);
    if (count != 0) std::memcpy(sections_.data(), table.data(), table.size());
    if (names >= count) bytes_.fail("has no names of sections");
    names_.emplace(content(sections_[names]), bytes_);
  }

  [[nodiscard]] std::span<const std::byte> content(const Elf64_Shdr& section) const {
    if (section.sh_type == SHT_NOBITS) return {};
    return bytes_.part(section.sh_offset, section.sh_size, "section");
  }

  [[nodiscard]] Strings strings_of(const Elf64_Shdr& section) const {
    if (section.sh_link >= sections_.size()) bytes_.fail("a section is linked to none");
    return {content(sections_[section.sh_link]), bytes_};
  }

  void read_dynamic(const Elf64_Shdr& section, ElfFile& file) const {
    const auto bytes = content(section);
    Strings strings = strings_of(section);
    for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= bytes.size(); at += sizeof(Elf64_Dyn)) {
      Elf64_Dyn entry;
      std::memcpy(&entry, bytes.data() + at, sizeof entry);
      if (entry.d_tag == DT_NULL) break;
      if (entry.d_tag == DT_SONAME) file.soname = strings.at(entry.d_un.d_val);
      if (entry.d_tag == DT_NEEDED) file.needed.emplace_back(strings.at(entry.d_un.d_val));
      if (entry.d_tag == DT_FLAGS_1) file.never_unloads = (entry.d_un.d_val & DF_1_NODELETE) != 0;
    }
  }

  void read_symbols(const Elf64_Shdr& section, ElfFile& file) const {
    const auto bytes = content(section);
    Strings strings = strings_of(section);
    for (std::size_t at = sizeof(Elf64_Sym); at + sizeof(Elf64_Sym) <= bytes.size();
         at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, bytes.data() + at, sizeof symbol);
      const int binding = ELF64_ST_BIND(symbol.st_info);
      if (binding == STB_LOCAL) continue;
      const std::string_view name = strings.at(symbol.st_name);
      const int visibility = ELF64_ST_VISIBILITY(symbol.st_other);
      if (symbol.st_shndx == SHN_UNDEF) {
        file.imports.emplace_back(name);
      } else if (visibility == STV_DEFAULT || visibility == STV_PROTECTED) {
        file.exports.emplace_back(name);
        if (binding == STB_GNU_UNIQUE) file.unique.emplace_back(name);
      }
    }
  }

  Bytes bytes_;
  Elf64_Ehdr header_{};
  std::vector<Elf64_Shdr> sections_;
  std::optional<Strings> names_;
};

}  // namespace

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case EM_X86_64: return "x86-64";
    case EM_AARCH64: return "AArch64";
    case EM_RISCV: return "RISC-V";
    case EM_PPC64: return "PowerPC64";
    case EM_386: return "x86 (32 bit)";
    default: return fmt::format("machine {}", machine);
  }
}

std::uint16_t own_machine() {
#if defined(__x86_64__)
  return EM_X86_64;
#elif defined(__aarch64__)
  return EM_AARCH64;
#elif defined(__riscv)
  return EM_RISCV;
#else
#error "name the e_machine of this processor"
#endif
}

ElfFile read_elf(std::span<const std::byte> file, const std::string& where) {
  return Reader(file, where).summary();
}

std::string_view elf_section(std::span<const std::byte> file, std::string_view name,
                             const std::string& where) {
  const auto bytes = Reader(file, where).section(name);
  if (!bytes) throw Error(ErrorCode::not_found, fmt::format("has no section '{}'", name), where);
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

}  // namespace conurb::host
