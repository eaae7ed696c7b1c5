// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/block_lu.hpp"

#include <algorithm>
#include <utility>

#include "engine/solvers/block_kernel.hpp"

namespace conurb::solvers {

BlockLu::BlockLu(std::shared_ptr<const BlockPattern> pattern)
    : pattern_(std::move(pattern)), values_(4 * pattern_->blocks(), 0.0) {}

void BlockLu::clear_fill() {
  for (const std::int32_t block : pattern_->fill())
    std::fill_n(&values_[4 * static_cast<std::size_t>(block)], 4, 0.0);
}

double BlockLu::factor() {
  return solvers::factor(view(*pattern_), reinterpret_cast<SingleBlock*>(values_.data()));
}

void BlockLu::solve(std::span<double> x) const {
  solvers::solve(view(*pattern_), reinterpret_cast<const SingleBlock*>(values_.data()),
                 reinterpret_cast<Two<double>*>(x.data()));
}

}  // namespace conurb::solvers
