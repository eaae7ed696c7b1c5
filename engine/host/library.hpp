// SPDX-License-Identifier: Apache-2.0
// A plugin's library: judged from its bytes, loaded from a private copy, closed without a trace or with the
// reason why not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/host/elf_section.hpp"
#include "engine/host/manifest.hpp"
#include "engine/host/private_copy.hpp"
#include "engine/sdk/conurb.h"

namespace conurb::host {

/// What is known of a plugin's file without running any of its code.
struct LibraryInfo {
  std::filesystem::path path;
  Manifest manifest;
  std::string hash;     ///< XXH3-128 of the file's bytes, 32 hexadecimal digits: part of every run record
  std::string refusal;  ///< one sentence why this host cannot load it, naming both versions; "" if it can
  std::vector<std::string>
      warnings;  ///< sentences: what will keep it from unloading, what it exports needlessly
};

/// A loaded plugin library. Held by everyone who holds something of its code: instances, cached values,
/// queries. Closed when the last holder lets go. Any thread may use it; it never changes.
class Library {
 public:
  /// Told when a library stays mapped after it was closed: one sentence naming plugin and reason. Called on
  /// the thread that let go last; must not throw.
  using LeakHandler = std::function<void(const std::string&)>;

  /// Reads a plugin's file. Throws Error not_found or io if it cannot be read, bad_data if it is no shared
  /// library, has no manifest or a wrong one.
  [[nodiscard]] static LibraryInfo inspect(const std::filesystem::path& path);

  /// Copies the file to a private one (so that the original may be overwritten or removed at any time, and
  /// two versions of a plugin may run side by side), loads it and asks it for its calls. Throws what inspect
  /// throws, Error incompatible if it is made for another interface or machine, plugin_fault if it breaks the
  /// contract of the entry.
  [[nodiscard]] static std::shared_ptr<const Library> load(const std::filesystem::path& path,
                                                           LeakHandler on_leak = {});

  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  [[nodiscard]] const LibraryInfo& info() const { return info_; }
  [[nodiscard]] const Manifest& manifest() const { return info_.manifest; }
  /// The plugin's calls; what an older plugin does not know is null.
  [[nodiscard]] const conurb_plugin& calls() const { return calls_; }
  /// A further group of calls ("conurb.query/1"), or null.
  [[nodiscard]] const void* extension(const char* id) const;
  /// The private copy, for debuggers.
  [[nodiscard]] const std::filesystem::path& private_path() const { return copy_.path(); }

 private:
  Library() = default;
  void open();
  void ask_entry();
  void close() noexcept;

  LibraryInfo info_;
  ElfFile elf_;
  PrivateCopy copy_;
  void* handle_ = nullptr;
  conurb_plugin calls_{};
  LeakHandler on_leak_;
};

/// One sentence why a host of this interface cannot serve a plugin made for that one; "" if it can.
[[nodiscard]] std::string abi_refusal(const Manifest& manifest, std::uint32_t host_major,
                                      std::uint32_t host_minor);

}  // namespace conurb::host
