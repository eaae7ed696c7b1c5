// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/sparse_lu.hpp"

#include <klu.h>

#include <new>
#include <stdexcept>

namespace conurb::solvers {

// KLU takes what it only reads by pointers to non-const.
struct SparseLu::Klu {
  klu_common common{};
  klu_symbolic* symbolic = nullptr;
  klu_numeric* numeric = nullptr;
  std::int32_t size = 0;

  Klu() { klu_defaults(&common); }
  Klu(const Klu&) = delete;
  Klu& operator=(const Klu&) = delete;
  ~Klu() {
    klu_free_numeric(&numeric, &common);
    klu_free_symbolic(&symbolic, &common);
  }
};

SparseLu::SparseLu(const ColumnMatrix& matrix) : klu_(std::make_unique<Klu>()) {
  klu_->size = matrix.size();
  klu_->common.ordering = 0;  // approximate minimum degree
  klu_->symbolic = klu_analyze(matrix.size(), const_cast<std::int32_t*>(matrix.start.data()),
                               const_cast<std::int32_t*>(matrix.row.data()), &klu_->common);
  if (klu_->symbolic != nullptr) return;
  if (klu_->common.status == KLU_OUT_OF_MEMORY) throw std::bad_alloc();
  throw std::invalid_argument("the matrix is not square and in order");
}

SparseLu::~SparseLu() = default;
SparseLu::SparseLu(SparseLu&&) noexcept = default;
SparseLu& SparseLu::operator=(SparseLu&&) noexcept = default;

bool SparseLu::factor(const ColumnMatrix& matrix) {
  klu_free_numeric(&klu_->numeric, &klu_->common);
  klu_->numeric =
      klu_factor(const_cast<std::int32_t*>(matrix.start.data()), const_cast<std::int32_t*>(matrix.row.data()),
                 const_cast<double*>(matrix.value.data()), klu_->symbolic, &klu_->common);
  if (klu_->common.status == KLU_OUT_OF_MEMORY) throw std::bad_alloc();
  return klu_->numeric != nullptr && klu_->common.status == KLU_OK;
}

bool SparseLu::refactor(const ColumnMatrix& matrix) {
  return klu_->numeric != nullptr &&
         klu_refactor(const_cast<std::int32_t*>(matrix.start.data()),
                      const_cast<std::int32_t*>(matrix.row.data()), const_cast<double*>(matrix.value.data()),
                      klu_->symbolic, klu_->numeric, &klu_->common) != 0 &&
         klu_->common.status == KLU_OK;
}

void SparseLu::solve(std::span<double> x) {
  if (klu_->numeric == nullptr) throw std::logic_error("there are no factors to solve with");
  klu_solve(klu_->symbolic, klu_->numeric, klu_->size, 1, x.data(), &klu_->common);
}

}  // namespace conurb::solvers
