// SPDX-License-Identifier: Apache-2.0
#include "engine/host/elf_section.hpp"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"

namespace conurb::host {
namespace {

using Bytes = std::vector<std::byte>;

const std::string kElfFolder = CONURB_TEST_PLUGINS;

Bytes read_bytes(const std::string& path) {
  const std::string text = read_file(path);
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::string outcome(const Bytes& bytes) {
  try {
    (void)read_elf(bytes, "x.so");
    (void)elf_section(bytes, "conurb.manifest", "x.so");
  } catch (const Error& error) {
    EXPECT_TRUE(error.code() == ErrorCode::bad_data || error.code() == ErrorCode::not_found) << error.what();
    return error.what();
  }
  return "read";
}

template <typename Change>
Bytes with_header(Bytes bytes, Change&& change) {
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  change(header);
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

TEST(ElfSection, FindsTheManifestAndTheOneExport) {
  const Bytes bytes = read_bytes(kElfFolder + "/bare_1.so");
  EXPECT_THAT(elf_section(bytes, "conurb.manifest", ""), testing::HasSubstr("org.conurb.test.bare"));
  const ElfFile elf = read_elf(bytes, "");
  EXPECT_EQ(elf.machine, own_machine());
  EXPECT_THAT(elf.exports, testing::ElementsAre("conurb_plugin_entry"));
  EXPECT_THAT(elf.unique, testing::IsEmpty());
  EXPECT_THAT(elf.needed, testing::Contains("libc.so.6"));
}

TEST(ElfSection, SeesWhatKeepsALibraryFromUnloading) {
  const ElfFile sticky = read_elf(read_bytes(kElfFolder + "/sticky.so"), "");
  EXPECT_THAT(sticky.imports, testing::Contains(testing::StartsWith("__cxa_thread_atexit")));
  const ElfFile careless = read_elf(read_bytes(kElfFolder + "/careless.so"), "");
  EXPECT_THAT(careless.exports, testing::Contains(testing::HasSubstr("careless_helper")));
#if defined(__GNUC__) && !defined(__clang__)
  EXPECT_THAT(careless.unique, testing::Contains(testing::HasSubstr("steps_so_far"))) << "clang makes none";
#endif
}

TEST(ElfSection, SaysWhatAFileIsNot) {
  const Bytes bytes = read_bytes(kElfFolder + "/bare_1.so");
  EXPECT_THAT(outcome({}), testing::HasSubstr("is no ELF file"));
  EXPECT_THAT(outcome(Bytes(5000, std::byte{'x'})), testing::HasSubstr("is no ELF file"));
  EXPECT_THAT(outcome(with_header(bytes, [](Elf64_Ehdr& h) { h.e_ident[EI_CLASS] = ELFCLASS32; })),
              testing::HasSubstr("64-bit"));
  EXPECT_THAT(outcome(with_header(bytes, [](Elf64_Ehdr& h) { h.e_ident[EI_DATA] = ELFDATA2MSB; })),
              testing::HasSubstr("little-endian"));
  EXPECT_THAT(outcome(with_header(bytes, [](Elf64_Ehdr& h) { h.e_type = ET_REL; })),
              testing::HasSubstr("shared library"));
  EXPECT_THAT(outcome(with_header(bytes, [](Elf64_Ehdr& h) { h.e_shoff = 0; })),
              testing::HasSubstr("no section table"));
  EXPECT_THAT(outcome(with_header(bytes, [](Elf64_Ehdr& h) { h.e_shoff = ~0ULL - 8; })),
              testing::HasSubstr("outside the file"));
  EXPECT_THAT(outcome(with_header(bytes, [](Elf64_Ehdr& h) { h.e_shstrndx = 60000; })),
              testing::HasSubstr("names"));
  EXPECT_THAT(outcome(with_header(bytes, [](Elf64_Ehdr& h) { h.e_shnum = 60000; })),
              testing::HasSubstr("file"));
  EXPECT_THAT(outcome(read_bytes(kElfFolder + "/no_plugin.so")),
              testing::HasSubstr("has no section 'conurb.manifest'"));
}

TEST(ElfSection, RefusesEveryTruncation) {
  const Bytes bytes = read_bytes(kElfFolder + "/sticky.so");
  for (std::size_t length = 0; length < bytes.size(); length += 97) {
    // The section table stands at the end, so no shorter file is whole.
    EXPECT_NE(outcome(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length))), "read")
        << length;
  }
}

TEST(ElfSection, SurvivesScrambledHeadersAndTables) {
  const Bytes bytes = read_bytes(kElfFolder + "/sticky.so");
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    Bytes scrambled = bytes;
    for (int flips = 0; flips < 4; ++flips) {
      const bool in_table = random() % 2 == 0;
      const std::size_t first = in_table ? header.e_shoff : 16;
      const std::size_t size = in_table ? bytes.size() - header.e_shoff : sizeof header - 16;
      scrambled[first + random() % size] = static_cast<std::byte>(random() % 256);
    }
    (void)outcome(scrambled);  // any answer, but an answer
  }
}

TEST(ElfSection, BoundsTheWorkThatOverlappingNamesAskFor) {
  // 40,000 symbols whose names all begin at the start of one name of 1 MB: 40 GB if each were read.
  constexpr std::size_t kSymbols = 40000, kName = 1 << 20;
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_type = ET_DYN;
  header.e_shoff = sizeof header;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 2;
  Elf64_Shdr sections[2] = {};
  sections[0].sh_type = SHT_STRTAB;
  sections[0].sh_offset = sizeof header + sizeof sections;
  sections[0].sh_size = kName;
  sections[1].sh_type = SHT_DYNSYM;
  sections[1].sh_name = kName - 1;
  sections[1].sh_offset = sections[0].sh_offset + kName;
  sections[1].sh_size = kSymbols * sizeof(Elf64_Sym);
  Bytes bytes(sections[1].sh_offset + sections[1].sh_size, std::byte{0});
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, sections, sizeof sections);
  std::memset(bytes.data() + sections[0].sh_offset, 'a', kName - 1);
  Elf64_Sym symbol{};
  symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
  for (std::size_t i = 0; i < kSymbols; ++i) {
    std::memcpy(bytes.data() + sections[1].sh_offset + i * sizeof symbol, &symbol, sizeof symbol);
  }
  EXPECT_THAT(outcome(bytes), testing::HasSubstr("has no end"));
}

TEST(ElfSection, NamesMachines) {
  EXPECT_EQ(machine_name(EM_X86_64), "x86-64");
  EXPECT_EQ(machine_name(EM_AARCH64), "AArch64");
  EXPECT_EQ(machine_name(4242), "machine 4242");
}

}  // namespace
}  // namespace conurb::host
