// SPDX-License-Identifier: Apache-2.0
#include "engine/city/dictionary.hpp"

#include <limits>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::city {

namespace {
const std::string kNull;
}

Dictionary::Dictionary(std::shared_ptr<const Dictionary> base) : base_(std::move(base)) {
  if (base_ != nullptr) first_ = base_->size();
}

std::int32_t Dictionary::find(std::string_view text) const {
  for (const Dictionary* layer = this; layer != nullptr; layer = layer->base_.get()) {
    if (auto found = layer->index_.find(text); found != layer->index_.end()) return found->second;
  }
  return -1;
}

std::int32_t Dictionary::intern(std::string_view text) {
  if (const std::int32_t code = find(text); code >= 0) return code;
  if (size() == std::numeric_limits<std::int32_t>::max() - 1) {
    throw Error(ErrorCode::limit, "a text column holds at most 2^31 - 2 distinct texts");
  }
  const std::int32_t code = size();
  own_.emplace_back(text);
  index_.emplace(own_.back(), code);
  return code;
}

const std::string& Dictionary::text(std::int32_t code) const {
  if (code == -1) return kNull;
  const Dictionary* layer = this;
  while (layer != nullptr && code < layer->first_) layer = layer->base_.get();
  if (code < 0 || layer == nullptr || code >= layer->size()) {
    throw Error(ErrorCode::invalid_argument,
                "text code " + std::to_string(code) + " of " + std::to_string(size()));
  }
  return layer->own_[static_cast<std::size_t>(code - layer->first_)];
}

}  // namespace conurb::city
