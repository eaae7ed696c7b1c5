// SPDX-License-Identifier: Apache-2.0
// The file itself: what it says, exports and leaves behind.
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/host/check_case.hpp"
#include "engine/host/check_sanitizers.hpp"
#include "engine/host/elf_section.hpp"
#include "engine/host/library.hpp"

namespace conurb::host::check {

Subject::Subject(const Context& context)
    : library_(Library::load(context.library)),
      code_(plugin_code(library_)),
      seed_(context.seed),
      vocabulary_(context.vocabulary) {}

void Subject::keep_mapped() const {
  void* handle =
      dlopen(library_->private_path().c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD | RTLD_NODELETE);
  if (handle != nullptr) dlclose(handle);
}

Duration Subject::exchange() const {
  return {std::max<std::int64_t>(1, static_cast<std::int64_t>(manifest().exchange_s * 1e6))};
}

city::City Subject::city(CityRecipe recipe) const {
  recipe.seed = seed_;
  recipe.vocabulary = vocabulary_;
  return make_city(manifest(), recipe);
}

std::unique_ptr<Rig> Subject::rig(World& world, const CityRecipe& recipe) const {
  return std::make_unique<Rig>(world, code_, city(recipe), seed_);
}

namespace {

std::string manifest_is_valid(const Context& context) {
  constexpr double kLimit = 1.0;  // seconds; a program looks at dozens of plugins when it starts
  const auto start = std::chrono::steady_clock::now();
  const LibraryInfo info = Library::inspect(context.library);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!info.refusal.empty()) throw Failure{info.refusal};
  if (seconds > kLimit)
    throw Failure{fmt::format("reading it took {:.2f} s, the limit is {} s", seconds, kLimit)};
  return fmt::format("{} {}, read in {:.0f} ms", info.manifest.id, info.manifest.version, 1000 * seconds);
}

std::string library_loads(const Context& context) {
  const auto library = Library::load(context.library);
  const conurb_plugin& calls = library->calls();
  return fmt::format("interface {}.{}{}{}", calls.abi_major, calls.abi_minor,
                     calls.reconfigure != nullptr ? ", reconfigure" : "",
                     calls.save != nullptr ? ", save and load" : "");
}

std::string city_can_be_made(const Context& context) {
  const city::City city = Subject(context).city();
  std::int64_t rows = 0;
  for (std::size_t i = 0; i < city.table_count(); ++i) rows += city.table(i).rows();
  return fmt::format("{} tables, {} rows", city.table_count(), rows);
}

// What Library::inspect says of the file; `about_exports` picks between its two kinds of warning.
std::string warnings(const Context& context, bool about_exports) {
  std::string text;
  for (const std::string& warning : Library::inspect(context.library).warnings) {
    if (warning.starts_with("exports") == about_exports) text += (text.empty() ? "" : "; ") + warning;
  }
  return text;
}

std::string exports_only_the_entry(const Context& context) {
  if (std::string text = warnings(context, true); !text.empty()) throw Failure{std::move(text)};
  return CONURB_ENTRY_SYMBOL;
}

std::string nothing_pins_the_library(const Context& context) {
  if (std::string text = warnings(context, false); !text.empty()) throw Failure{std::move(text)};
  return "no unique symbols, no thread_local destructors";
}

// The entry of a loaded library; the handle that is opened here again is of the same private copy.
conurb_entry entry_of(const Library& library) {
  void* handle = dlopen(library.private_path().c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
  if (handle == nullptr) throw Failure{"the loaded library cannot be found again"};
  const auto entry = reinterpret_cast<conurb_entry>(dlsym(handle, CONURB_ENTRY_SYMBOL));
  dlclose(handle);
  return entry;
}

std::string entry_refuses_another_interface(const Context& context) {
  const auto library = Library::load(context.library);
  const conurb_entry entry = entry_of(*library);
  for (const std::uint32_t major : {CONURB_ABI_MAJOR + 1, CONURB_ABI_MAJOR + 1000, 0U}) {
    if (entry(major, 0) != nullptr) {
      throw Failure{
          fmt::format("the entry gives its calls to a host of interface {}.0 instead of null", major)};
    }
  }
  const conurb_plugin* plugin = entry(CONURB_ABI_MAJOR, CONURB_ABI_MINOR);
  if (plugin == nullptr) throw Failure{"the entry refuses the present interface after it refused others"};
  if (plugin != entry(CONURB_ABI_MAJOR, CONURB_ABI_MINOR + 1)) {
    throw Failure{
        "the entry gives another struct at each call; it must be constant, for later minor versions too"};
  }
  return "null for other major versions";
}

std::string runs_on_the_oldest_host_it_names(const Context& context) {
  const Subject subject(context);
  const std::uint32_t minor = subject.manifest().abi_minor;
  if (minor == CONURB_ABI_MINOR) throw NotApplicable{"its manifest names the present interface"};
  World world;
  Rig rig(world, subject.code(), subject.city(), subject.seed(), {}, minor);
  rig.run(3, subject.exchange());
  return fmt::format("3 steps in a host of interface {}.{}", CONURB_ABI_MAJOR, minor);
}

std::string unknown_extension_is_null(const Context& context) {
  const auto library = Library::load(context.library);
  if (library->calls().get_extension == nullptr) throw NotApplicable{"it has no get_extension"};
  for (const char* id : {"", "check.unknown/1", "conurb.query/999", "conurb.query", "conurb.batch/999"}) {
    if (library->extension(id) != nullptr)
      throw Failure{fmt::format("get_extension gives something for '{}'", id)};
  }
  const bool answers = library->extension(CONURB_EXTENSION_QUERY) != nullptr;
  if (!library->manifest().queries.empty() && !answers) {
    throw Failure{"the manifest declares queries, but get_extension gives null for " CONURB_EXTENSION_QUERY};
  }
  return "null for names it cannot know";
}

double resident_mib() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

std::string reloads_100_times_without_growth(const Context& context) {
  // A library that stays mapped costs the pages it touched, 50 KiB at the least; noise of the allocator stays
  // below.
  constexpr int kWarmUp = kForeignAllocator ? 0 : 20;
  constexpr int kRounds = kForeignAllocator ? 10 : 100;  // slow there, and memory is not measured
  constexpr double kLimitMib = 0.02 * kRounds;
  const city::City city = Subject(context).city({.series_rows = 48});
  World world;
  double before = 0;
  std::string leak;
  for (int round = 0; round < kWarmUp + kRounds; ++round) {
    if (round == kWarmUp) before = resident_mib();
    const auto library = Library::load(context.library, [&leak](const std::string& text) { leak = text; });
    const PluginCode code = plugin_code(library);
    Rig rig(world, code, city, context.seed);
    (void)accepted(rig.step(kRunStart, kRunStart + kMinute));
    world.drop(code.hash);
  }
  const double grown = resident_mib() - before;
  if (!leak.empty()) throw Failure{leak};
  if (kForeignAllocator) return "memory is not measured in a build with a sanitizer";
  if (grown > kLimitMib)
    throw Failure{fmt::format("memory grew by {:.1f} MiB in {} reloads", grown, kRounds)};
  return fmt::format("memory grew by {:.1f} MiB", std::max(0.0, grown));
}

std::string unloads_without_a_trace(const Context& context) {
  std::string leak;
  {
    const PluginCode code =
        plugin_code(Library::load(context.library, [&leak](const std::string& text) { leak = text; }));
    World world;
    const CityRecipe recipe{.seed = context.seed, .vocabulary = context.vocabulary};
    Rig rig(world, code, make_city(*code.manifest, recipe), context.seed);
    (void)accepted(rig.step(kRunStart, kRunStart + kMinute));
    world.drop(code.hash);
  }
  if (!leak.empty()) throw Failure{leak};
  return "not mapped any more";
}

constexpr Case kLibraryCases[] = {
    {"manifest_is_valid", manifest_is_valid},
    {kLoadsCase, library_loads},
    {"exports_only_the_entry", exports_only_the_entry},
    {"nothing_pins_the_library", nothing_pins_the_library},
    {"entry_refuses_another_interface", entry_refuses_another_interface},
    {"unknown_extension_is_null", unknown_extension_is_null},
    {kCityCase, city_can_be_made},
    {"runs_on_the_oldest_host_it_names", runs_on_the_oldest_host_it_names},
    {"unloads_without_a_trace", unloads_without_a_trace},
    {"reloads_100_times_without_growth", reloads_100_times_without_growth},
};

}  // namespace

std::span<const Case> library_cases() {
  return kLibraryCases;
}

}  // namespace conurb::host::check
