// SPDX-License-Identifier: Apache-2.0
// The images that a model's surfaces show: opened beside the file and nowhere else, checked, and kept under
// the hash of their bytes. A surface whose image is not there shows its colour, or what it is made of.
#include <fmt/format.h>

#include <fstream>
#include <set>
#include <utility>

#include "engine/base/hash.hpp"
#include "engine/io/image.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostPixels = 16 << 20;

/// Why an image is not taken: rule and message.
struct Refusal {
  const char* rule = nullptr;
  std::string message;
};

/// The city's images that surfaces of other sources show: those of this one may be gone after the import.
std::vector<city::LookImage> images_of_others(const CityImport::State& state, std::size_t source) {
  const city::GeometryStore& store = state.geometry;
  std::set<std::uint32_t> own;
  const auto known = state.known.objects.find(state.sources[source].record.name);
  if (known != state.known.objects.end()) {
    const city::Table& objects = state.city.table("city_object");
    for (const store::Identity& each : known->second)
      own.insert(static_cast<std::uint32_t>(objects.row_of(each.id)));
  }
  std::set<std::uint32_t> shown;
  for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
    const city::Range surfaces = store.surfaces(g);
    if (own.contains(store.owner(g)) || !store.looks().any_of(surfaces.begin, surfaces.end)) continue;
    for (std::uint32_t s = surfaces.begin; s < surfaces.end; ++s)
      if (const std::uint32_t image = store.looks().of(s).image; image != kNone) shown.insert(image);
  }
  std::vector<city::LookImage> images;
  for (const std::uint32_t each : shown) images.push_back(store.looks().images()[each]);
  return images;
}

class ImageReader {
 public:
  ImageReader(const CityImport::State& state, std::size_t source, fs::path folder)
      : folder_(std::move(folder)), most_(state.options.image_bytes), left_(most_) {
    for (const city::LookImage& each : images_of_others(state, source)) take(each);
  }

  /// The image of that path, its name the hash of its bytes; else null bytes.
  city::LookImage read(const std::string& path, Refusal& refusal) {
    std::error_code error;
    const fs::path file = fs::canonical(folder_ / path, error);
    if (error || !fs::is_regular_file(file, error)) {
      refusal = {"appearance.image_missing", fmt::format("the image \"{}\" is not there", path)};
      return {};
    }
    // A link may lead out of the folder.
    if (const fs::path inside = file.lexically_relative(fs::canonical(folder_, error));
        error || inside.empty() || *inside.begin() == "..") {
      refusal = {"appearance.texture_path",
                 fmt::format("the image \"{}\" lies outside the folder of the data; never read", path)};
      return {};
    }
    const std::uintmax_t size = fs::file_size(file, error);
    if (error || size > most_) {
      refusal = {"appearance.image_size", fmt::format("the image \"{}\" has more than the {} MiB that all "
                                                      "images of a city may have; not taken",
                                                      path, most_ >> 20)};
      return {};
    }
    return checked(path, bytes_of(file, static_cast<std::size_t>(size)), refusal);
  }

 private:
  static std::vector<std::byte> bytes_of(const fs::path& file, std::size_t size) {
    std::vector<std::byte> bytes(size);
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return bytes;
  }

  city::LookImage checked(const std::string& path, std::vector<std::byte> bytes, Refusal& refusal) {
    const std::optional<ImageSize> size = image_size(bytes);
    if (!size) {
      refusal = {"appearance.image_format", fmt::format("the image \"{}\" is no PNG or JPEG", path)};
      return {};
    }
    if (std::int64_t{size->width} * size->height > kMostPixels) {
      refusal = {"appearance.image_size",
                 fmt::format("the image \"{}\" of {} x {} has more than 16 million pixels; not taken", path,
                             size->width, size->height)};
      return {};
    }
    city::LookImage image{to_hex(hash(std::span<const std::byte>(bytes))),
                          std::make_shared<const std::vector<std::byte>>(std::move(bytes))};
    if (!known_.contains(image.name) && image.bytes->size() > left_) {
      refusal = {"appearance.image_size",
                 fmt::format("the image \"{}\" is one too many: all images of a city may have {} MiB", path,
                             most_ >> 20)};
      return {};
    }
    take(image);
    return image;
  }

  void take(const city::LookImage& image) {
    if (image.bytes == nullptr || !known_.insert(image.name).second) return;
    left_ -= std::min(left_, image.bytes->size());
  }

  fs::path folder_;
  std::size_t most_, left_;
  std::set<std::string> known_;  // images that count already
};

}  // namespace

void import_images(CityImport::State& state, CityModel& model, std::size_t source) {
  if (model.geometry.looks().images().empty()) return;
  const city::SurfaceLooks looks = std::exchange(model.geometry.looks(), {});
  std::vector<city::LookImage> images(looks.images().size());
  std::vector<std::uint8_t> shown(images.size(), 0);
  for (std::size_t n = 0; n < looks.surfaces().size(); ++n)
    if (const std::uint32_t image = looks.entry(n).image; image != kNone) shown[image] = 1;
  if (!model.folder.empty()) {
    ImageReader reader(state, source, model.folder);
    for (std::size_t i = 0; i < images.size(); ++i) {
      Refusal refusal;
      if (shown[i] != 0) images[i] = reader.read(looks.images()[i].name, refusal);
      if (refusal.rule != nullptr)
        state.find(source, Severity::warning, "", refusal.rule, std::move(refusal.message));
    }
  }
  city::SurfaceLooks taken;
  std::vector<std::uint32_t> numbers(images.size(), kNone);
  for (std::size_t i = 0; i < images.size(); ++i)
    if (images[i].bytes != nullptr) numbers[i] = taken.intern_image(images[i]);
  for (std::size_t n = 0; n < looks.surfaces().size(); ++n) {
    city::SurfaceLook look = looks.entry(n);
    if (look.image != kNone) look.image = numbers[look.image];
    if (look.image == kNone) look.points = {};
    taken.add(looks.surfaces()[n], look);
  }
  model.geometry.looks() = std::move(taken);
}

}  // namespace conurb::io
