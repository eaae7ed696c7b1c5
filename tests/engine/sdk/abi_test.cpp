// SPDX-License-Identifier: Apache-2.0
// The layout of every struct that crosses the border, against what was agreed: a plugin compiled years ago
// must find each member where it was. When members are appended, the test prints the new text for abi.txt;
// anything but added lines at the end of a struct needs a new CONURB_ABI_MAJOR.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/sdk/conurb.h"

namespace {

struct Member {
  std::string name;
  std::size_t offset, size, alignment;
};

struct Layout {
  std::string name;
  std::size_t size;
  std::vector<Member> members;
};

#define MEMBER(type, member)                                                               \
  Member {                                                                                 \
#member, offsetof(type, member), sizeof(type::member), alignof(decltype(type::member)) \
  }

std::vector<Layout> columns_and_tables() {
  return {
      {"conurb_column",
       sizeof(conurb_column),
       {MEMBER(conurb_column, struct_size), MEMBER(conurb_column, type), MEMBER(conurb_column, access),
        MEMBER(conurb_column, is_list), MEMBER(conurb_column, data), MEMBER(conurb_column, offsets),
        MEMBER(conurb_column, rows), MEMBER(conurb_column, padded_rows), MEMBER(conurb_column, revision),
        MEMBER(conurb_column, changed_count), MEMBER(conurb_column, changed)}},
      {"conurb_table",
       sizeof(conurb_table),
       {MEMBER(conurb_table, struct_size), MEMBER(conurb_table, kind), MEMBER(conurb_table, rows),
        MEMBER(conurb_table, padded_rows), MEMBER(conurb_table, alive_rows), MEMBER(conurb_table, ids),
        MEMBER(conurb_table, alive), MEMBER(conurb_table, topology_revision), MEMBER(conurb_table, origin_x),
        MEMBER(conurb_table, origin_y), MEMBER(conurb_table, cell), MEMBER(conurb_table, width),
        MEMBER(conurb_table, height)}},
  };
}

std::vector<Layout> services() {
  return {
      {"conurb_cache_value",
       sizeof(conurb_cache_value),
       {MEMBER(conurb_cache_value, struct_size), MEMBER(conurb_cache_value, bytes),
        MEMBER(conurb_cache_value, value), MEMBER(conurb_cache_value, destroy)}},
      {"conurb_hour",
       sizeof(conurb_hour),
       {MEMBER(conurb_hour, struct_size), MEMBER(conurb_hour, year), MEMBER(conurb_hour, month),
        MEMBER(conurb_hour, day), MEMBER(conurb_hour, hour), MEMBER(conurb_hour, minute),
        MEMBER(conurb_hour, day_of_year), MEMBER(conurb_hour, day_type)}},
      {"conurb_host",
       sizeof(conurb_host),
       {MEMBER(conurb_host, struct_size),  MEMBER(conurb_host, abi_major),
        MEMBER(conurb_host, abi_minor),    MEMBER(conurb_host, context),
        MEMBER(conurb_host, log),          MEMBER(conurb_host, finding),
        MEMBER(conurb_host, set_error),    MEMBER(conurb_host, cancelled),
        MEMBER(conurb_host, parallel_for), MEMBER(conurb_host, cache_get),
        MEMBER(conurb_host, text),         MEMBER(conurb_host, code),
        MEMBER(conurb_host, insert_rows),  MEMBER(conurb_host, retire_rows),
        MEMBER(conurb_host, assign_lists), MEMBER(conurb_host, mark_changed),
        MEMBER(conurb_host, local_time),   MEMBER(conurb_host, get_extension),
        MEMBER(conurb_host, random_bits),  MEMBER(conurb_host, progress)}},
      {"conurb_relation",
       sizeof(conurb_relation),
       {MEMBER(conurb_relation, struct_size), MEMBER(conurb_relation, rows), MEMBER(conurb_relation, first),
        MEMBER(conurb_relation, to), MEMBER(conurb_relation, weight)}},
      {"conurb_space",
       sizeof(conurb_space),
       {MEMBER(conurb_space, struct_size), MEMBER(conurb_space, nearest), MEMBER(conurb_space, within),
        MEMBER(conurb_space, relation), MEMBER(conurb_space, heights), MEMBER(conurb_space, drape)}},
  };
}

std::vector<Layout> calls() {
  return {
      {"conurb_view",
       sizeof(conurb_view),
       {MEMBER(conurb_view, struct_size), MEMBER(conurb_view, column_count), MEMBER(conurb_view, table_count),
        MEMBER(conurb_view, parameter_count), MEMBER(conurb_view, columns), MEMBER(conurb_view, tables),
        MEMBER(conurb_view, parameters), MEMBER(conurb_view, parameters_revision),
        MEMBER(conurb_view, seed)}},
      {"conurb_step",
       sizeof(conurb_step),
       {MEMBER(conurb_step, struct_size), MEMBER(conurb_step, flags), MEMBER(conurb_step, t0_us),
        MEMBER(conurb_step, t1_us), MEMBER(conurb_step, reached_us), MEMBER(conurb_step, next_us)}},
      {"conurb_reconfigure",
       sizeof(conurb_reconfigure),
       {MEMBER(conurb_reconfigure, struct_size), MEMBER(conurb_reconfigure, parameters_changed),
        MEMBER(conurb_reconfigure, table_count), MEMBER(conurb_reconfigure, first_inserted),
        MEMBER(conurb_reconfigure, retired)}},
      {"conurb_writer",
       sizeof(conurb_writer),
       {MEMBER(conurb_writer, struct_size), MEMBER(conurb_writer, context), MEMBER(conurb_writer, put)}},
      {"conurb_reader",
       sizeof(conurb_reader),
       {MEMBER(conurb_reader, struct_size), MEMBER(conurb_reader, context),
        MEMBER(conurb_reader, state_version), MEMBER(conurb_reader, get)}},
      {"conurb_plugin",
       sizeof(conurb_plugin),
       {MEMBER(conurb_plugin, struct_size), MEMBER(conurb_plugin, abi_major),
        MEMBER(conurb_plugin, abi_minor), MEMBER(conurb_plugin, create), MEMBER(conurb_plugin, destroy),
        MEMBER(conurb_plugin, reconfigure), MEMBER(conurb_plugin, step), MEMBER(conurb_plugin, save),
        MEMBER(conurb_plugin, load), MEMBER(conurb_plugin, get_extension)}},
      {"conurb_value",
       sizeof(conurb_value),
       {MEMBER(conurb_value, struct_size), MEMBER(conurb_value, type), MEMBER(conurb_value, f64),
        MEMBER(conurb_value, i64), MEMBER(conurb_value, text)}},
      {"conurb_result",
       sizeof(conurb_result),
       {MEMBER(conurb_result, struct_size), MEMBER(conurb_result, context), MEMBER(conurb_result, add_row)}},
      {"conurb_query", sizeof(conurb_query), {MEMBER(conurb_query, struct_size), MEMBER(conurb_query, run)}},
      {"conurb_synthesise",
       sizeof(conurb_synthesise),
       {MEMBER(conurb_synthesise, struct_size), MEMBER(conurb_synthesise, run)}},
      {"conurb_solids",
       sizeof(conurb_solids),
       {MEMBER(conurb_solids, struct_size), MEMBER(conurb_solids, count), MEMBER(conurb_solids, rows),
        MEMBER(conurb_solids, first_vertex), MEMBER(conurb_solids, xyz), MEMBER(conurb_solids, first_surface),
        MEMBER(conurb_solids, surface), MEMBER(conurb_solids, first_ring),
        MEMBER(conurb_solids, first_corner), MEMBER(conurb_solids, corner)}},
      {"conurb_geometry",
       sizeof(conurb_geometry),
       {MEMBER(conurb_geometry, struct_size), MEMBER(conurb_geometry, lay_grid),
        MEMBER(conurb_geometry, add_solids)}},
  };
}

std::vector<Layout> files() {
  return {
      {"conurb_file",
       sizeof(conurb_file),
       {MEMBER(conurb_file, struct_size), MEMBER(conurb_file, name), MEMBER(conurb_file, bytes),
        MEMBER(conurb_file, size)}},
      {"conurb_sink",
       sizeof(conurb_sink),
       {MEMBER(conurb_sink, struct_size), MEMBER(conurb_sink, context), MEMBER(conurb_sink, put)}},
      {"conurb_format",
       sizeof(conurb_format),
       {MEMBER(conurb_format, struct_size), MEMBER(conurb_format, recognises), MEMBER(conurb_format, read),
        MEMBER(conurb_format, write), MEMBER(conurb_format, read_together)}},
      {"conurb_reading",
       sizeof(conurb_reading),
       {MEMBER(conurb_reading, struct_size), MEMBER(conurb_reading, name_rows),
        MEMBER(conurb_reading, place)}},
  };
}

std::vector<Layout> layouts() {
  std::vector<Layout> all = columns_and_tables();
  for (auto group : {services(), calls(), files()}) all.insert(all.end(), group.begin(), group.end());
  return all;
}

std::string dump() {
  std::ostringstream text;
  text << "# Layout of the structs of conurb.h on 64-bit machines: struct, bytes; member, offset, bytes.\n";
  for (const Layout& layout : layouts()) {
    text << layout.name << ' ' << layout.size << '\n';
    for (const Member& member : layout.members) {
      text << "  " << member.name << ' ' << member.offset << ' ' << member.size << '\n';
    }
  }
  return text.str();
}

TEST(Abi, HasTheLayoutThatWasAgreed) {
  std::ifstream file("tests/engine/sdk/abi.txt");
  ASSERT_TRUE(file) << "run in the project's root";
  std::ostringstream agreed;
  agreed << file.rdbuf();
  EXPECT_EQ(dump(), agreed.str());
}

TEST(Abi, IsListedHereMemberByMember) {
  for (const Layout& layout : layouts()) {
    std::size_t end = 0;
    for (const Member& member : layout.members) {
      const std::size_t next = (end + member.alignment - 1) / member.alignment * member.alignment;
      EXPECT_EQ(member.offset, next) << layout.name << " has a member before " << member.name;
      end = member.offset + member.size;
    }
    EXPECT_EQ(layout.size, (end + 7) / 8 * 8)
        << layout.name << " has members after " << layout.members.back().name;
    EXPECT_EQ(layout.members[0].name, "struct_size");
  }
}

TEST(Abi, ListsEveryStructOfTheHeader) {
  std::ifstream file("engine/sdk/conurb.h");
  ASSERT_TRUE(file) << "run in the project's root";
  std::vector<std::string> listed;
  for (const Layout& layout : layouts()) listed.push_back(layout.name);
  std::size_t found = 0;
  for (std::string line; std::getline(file, line);) {
    const auto at = line.find("struct conurb_");
    if (at == std::string::npos || line.find('{') == std::string::npos) continue;
    const std::string name = line.substr(at + 7, line.find(' ', at + 7) - at - 7);
    EXPECT_NE(std::find(listed.begin(), listed.end(), name), listed.end()) << name;
    ++found;
  }
  EXPECT_EQ(found, listed.size());
}

}  // namespace
