// SPDX-License-Identifier: Apache-2.0
#include "engine/host/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <cfenv>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/hash.hpp"

namespace conurb::host {

namespace {

/// Bytes of conurb_plugin in the first version of this interface: the least that an entry may return.
constexpr std::size_t kFirstPluginSize =
    offsetof(conurb_plugin, get_extension) + sizeof(conurb_plugin::get_extension);

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Why a library of such a file may stay in the process after it was closed; each a clause with its cure.
std::vector<std::string> reasons_to_stay(const ElfFile& elf) {
  std::vector<std::string> reasons;
  if (!elf.unique.empty()) {
    reasons.push_back(fmt::format("it has {} unique symbol(s), such as {}: compile with -fno-gnu-unique",
                                  elf.unique.size(), elf.unique.front()));
  }
  if (contains(elf.imports, "__cxa_thread_atexit") || contains(elf.imports, "__cxa_thread_atexit_impl")) {
    reasons.emplace_back("it has thread_local objects with destructors: keep them in the instance");
  }
  if (elf.never_unloads) reasons.emplace_back("it is linked with -z nodelete");
  return reasons;
}

/// Exports besides the entry; the linker's own marks do not count.
std::vector<std::string> needless_exports(const ElfFile& elf) {
  std::vector<std::string> names;
  for (const std::string& name : elf.exports) {
    const bool marks =
        name == "_init" || name == "_fini" || name == "_edata" || name == "_end" || name == "__bss_start";
    if (name != CONURB_ENTRY_SYMBOL && !marks) names.push_back(name);
  }
  return names;
}

std::vector<std::string> warnings_about(const ElfFile& elf) {
  std::vector<std::string> warnings;
  for (const std::string& reason : reasons_to_stay(elf)) {
    warnings.push_back("may not unload, because " + reason);
  }
  if (const auto names = needless_exports(elf); !names.empty()) {
    warnings.push_back(
        fmt::format("exports {} symbol(s) besides {}, such as {}, which can clash with those of others: "
                    "build it with conurb_plugin()",
                    names.size(), CONURB_ENTRY_SYMBOL, names.front()));
  }
  return warnings;
}

std::string refusal_of(const ElfFile& elf, const Manifest& manifest) {
  if (elf.machine != own_machine()) {
    return fmt::format("it is built for {}, this program runs on {}", machine_name(elf.machine),
                       machine_name(own_machine()));
  }
  std::string refusal = abi_refusal(manifest, CONURB_ABI_MAJOR, CONURB_ABI_MINOR);
  if (refusal.empty() && !contains(elf.exports, CONURB_ENTRY_SYMBOL)) {
    refusal = "it does not export " CONURB_ENTRY_SYMBOL;
  }
  return refusal;
}

std::pair<LibraryInfo, ElfFile> judge(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  const std::string where = path.string();
  ElfFile elf = read_elf(bytes, where);
  LibraryInfo info;
  info.path = path;
  std::string_view text;
  try {
    text = elf_section(bytes, CONURB_MANIFEST_SECTION, where);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    throw Error(ErrorCode::bad_data, "is no Conurb plugin: it has no section " CONURB_MANIFEST_SECTION, where,
                "build it with conurb_plugin()");
  }
  info.manifest = parse_manifest(text, where);
  info.hash = to_hex(hash(bytes));
  info.refusal = refusal_of(elf, info.manifest);
  info.warnings = warnings_about(elf);
  return {std::move(info), std::move(elf)};
}

bool is_mapped(const std::string& path) {
  struct Search {
    const std::string& path;
    bool found = false;
  } search{path};
  dl_iterate_phdr(
      [](dl_phdr_info* library, std::size_t, void* user) {
        auto* self = static_cast<Search*>(user);
        if (library->dlpi_name != nullptr && self->path == library->dlpi_name) self->found = true;
        return self->found ? 1 : 0;
      },
      &search);
  return search.found;
}

}  // namespace

std::string abi_refusal(const Manifest& manifest, std::uint32_t host_major, std::uint32_t host_minor) {
  if (manifest.abi_major == host_major && manifest.abi_minor <= host_minor) return {};
  const bool plugin_is_newer = manifest.abi_major >= host_major;
  return fmt::format("{} {} needs plugin interface {}.{}, this program offers {}.{}: {}", manifest.id,
                     manifest.version, manifest.abi_major, manifest.abi_minor, host_major, host_minor,
                     plugin_is_newer ? "update Conurb" : "build the plugin with the present SDK");
}

LibraryInfo Library::inspect(const std::filesystem::path& path) {
  const std::string file = read_file(path);
  return judge(path, std::as_bytes(std::span(file))).first;
}

std::shared_ptr<const Library> Library::load(const std::filesystem::path& path, LeakHandler on_leak) {
  // Judged and loaded are the same bytes, whatever happens to the file meanwhile.
  const std::string file = read_file(path);
  const auto bytes = std::as_bytes(std::span(file));
  std::shared_ptr<Library> library(new Library);
  std::tie(library->info_, library->elf_) = judge(path, bytes);
  if (!library->info_.refusal.empty()) {
    throw Error(ErrorCode::incompatible, library->info_.refusal, path.string());
  }
  const Manifest& manifest = library->info_.manifest;
  library->copy_ = PrivateCopy(
      bytes, fmt::format("{}-{}-{}.so", manifest.name, manifest.version, library->info_.hash.substr(0, 16)));
  library->on_leak_ = std::move(on_leak);
  library->open();
  library->ask_entry();
  return library;
}

void Library::open() {
  // A library linked with -ffast-math switches denormals off for the thread that loads it: not in our city.
  std::fenv_t environment;
  std::fegetenv(&environment);
  handle_ = dlopen(copy_.path().c_str(), RTLD_NOW | RTLD_LOCAL);
  std::fesetenv(&environment);
  if (handle_ != nullptr) return;
  const char* reason = dlerror();
  throw Error(
      ErrorCode::incompatible,
      fmt::format("cannot be loaded: {}", reason != nullptr ? reason : "unknown reason"), info_.path.string(),
      "install what it names; if it speaks of mapping, set TMPDIR to a folder that may hold programs");
}

void Library::ask_entry() {
  const std::string where = info_.path.string();
  const auto entry = reinterpret_cast<conurb_entry>(dlsym(handle_, CONURB_ENTRY_SYMBOL));
  const conurb_plugin* plugin = entry != nullptr ? entry(CONURB_ABI_MAJOR, CONURB_ABI_MINOR) : nullptr;
  if (plugin == nullptr) {
    throw Error(ErrorCode::incompatible,
                fmt::format("{} {} says that it cannot work with plugin interface {}.{}", info_.manifest.id,
                            info_.manifest.version, CONURB_ABI_MAJOR, CONURB_ABI_MINOR),
                where);
  }
  if (plugin->struct_size < kFirstPluginSize) {
    throw Error(
        ErrorCode::plugin_fault,
        fmt::format("its conurb_plugin has {} bytes, must have {}", plugin->struct_size, kFirstPluginSize),
        where);
  }
  std::memcpy(&calls_, plugin, std::min<std::size_t>(plugin->struct_size, sizeof calls_));
  if (calls_.abi_major != CONURB_ABI_MAJOR) {
    throw Error(
        ErrorCode::incompatible,
        fmt::format(
            "{} {} was compiled for plugin interface {}.{} although its manifest says {}.{}; this program "
            "offers {}.{}",
            info_.manifest.id, info_.manifest.version, calls_.abi_major, calls_.abi_minor,
            info_.manifest.abi_major, info_.manifest.abi_minor, CONURB_ABI_MAJOR, CONURB_ABI_MINOR),
        where);
  }
  const bool synthesises =
      calls_.get_extension != nullptr && calls_.get_extension(CONURB_EXTENSION_SYNTHESISE) != nullptr;
  if (calls_.create == nullptr || calls_.destroy == nullptr || (calls_.step == nullptr && !synthesises)) {
    throw Error(ErrorCode::plugin_fault, "its conurb_plugin lacks create, destroy or step", where);
  }
  if ((calls_.save == nullptr) != (calls_.load == nullptr)) {
    throw Error(ErrorCode::plugin_fault, "its conurb_plugin has one of save and load without the other",
                where);
  }
}

Library::~Library() {
  close();
}

void Library::close() noexcept {
  if (handle_ == nullptr) return;
  dlclose(handle_);
  handle_ = nullptr;
  if (!on_leak_ || !is_mapped(copy_.path().string())) return;
  auto reasons = reasons_to_stay(elf_);
  if (reasons.empty()) reasons.emplace_back("another library or a thread of its own still holds it");
  on_leak_(fmt::format("{} {} stays in memory after it was closed: {}", info_.manifest.id,
                       info_.manifest.version, fmt::join(reasons, "; ")));
}

const void* Library::extension(const char* id) const {
  return calls_.get_extension != nullptr ? calls_.get_extension(id) : nullptr;
}

}  // namespace conurb::host
