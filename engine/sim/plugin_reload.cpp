// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/plugin_reload.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "engine/base/error.hpp"
#include "engine/host/library.hpp"

namespace conurb::sim {

namespace {

namespace fs = std::filesystem;

/// Empty for code that came from no file.
fs::path library_path(const host::PluginCode& code) {
  if (code.library == nullptr) return {};
  return std::static_pointer_cast<const host::Library>(code.library)->info().path;
}

}  // namespace

struct PluginReload::Impl {
  Twin* twin;
  const Log* log;
  int descriptor = -1;
  std::map<int, fs::path> folders;  // by watch descriptor
  std::set<fs::path> touched;

  void read_events() {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    pollfd ready{descriptor, POLLIN, 0};
    while (::poll(&ready, 1, 0) > 0) {
      const ssize_t length = read(descriptor, buffer.data(), buffer.size());
      if (length <= 0) return;
      for (ssize_t at = 0; at < length;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
        if (event->len > 0) touched.insert(folders[event->wd] / event->name);
        at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      }
    }
  }

  void reload(const host::PluginCode& old, const fs::path& path, std::vector<Reloaded>& done) {
    const auto begun = std::chrono::steady_clock::now();
    Reloaded result{old.manifest->name, false, ""};
    try {
      const host::PluginCode fresh = host::plugin_code(host::Library::load(path));
      if (fresh.hash == old.hash) return;
      twin->reload_plugin(fresh);
      const double ms =
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
      result.swapped = true;
      result.text = fmt::format("{} {} was reloaded in {:.0f} ms and goes on", fresh.manifest->name,
                                fresh.manifest->version, ms);
      log->info("{}", result.text);
    } catch (const Error& error) {
      result.text =
          fmt::format("{} was not reloaded, the old version goes on: {}", result.plugin, error.what());
      log->error("{}", result.text);
    }
    done.push_back(std::move(result));
  }

  /// Those in touched files, or all.
  std::vector<Reloaded> reload_where(bool all) {
    std::vector<Reloaded> done;
    const std::vector<host::PluginCode> loaded = twin->plugins();
    for (const host::PluginCode& code : loaded) {
      const fs::path path = library_path(code);
      if (path.empty()) continue;
      if (all || touched.contains(path.parent_path() / path.filename())) reload(code, path, done);
    }
    touched.clear();
    return done;
  }
};

PluginReload::PluginReload(Twin& twin, const Log& log) : impl_(std::make_unique<Impl>()) {
  impl_->twin = &twin;
  impl_->log = &log;
  impl_->descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (impl_->descriptor < 0) {
    log.warning("plugins are not watched for changes: the system gives no file watch");
    return;
  }
  for (const host::PluginCode& code : twin.plugins()) {
    const fs::path folder = library_path(code).parent_path();
    if (folder.empty()) continue;
    // Linkers write in place and close, or write aside and rename: both count, half-written files do not.
    const int watch = inotify_add_watch(impl_->descriptor, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO);
    if (watch >= 0) impl_->folders[watch] = folder;
  }
}

PluginReload::~PluginReload() {
  if (impl_->descriptor >= 0) close(impl_->descriptor);
}

std::vector<Reloaded> PluginReload::poll() const {
  if (impl_->descriptor < 0) return {};
  impl_->read_events();
  if (impl_->touched.empty()) return {};
  return impl_->reload_where(false);
}

std::vector<Reloaded> PluginReload::reload_all() const {
  return impl_->reload_where(true);
}

}  // namespace conurb::sim
