// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/measures.hpp"

namespace conurb::transport {

LinkInterval interval_of(std::int32_t link, const LinkTotals& before, Milliseconds begin,
                         const LinkTotals& after, Milliseconds end) {
  return {begin,
          link,
          after.entered - before.entered,
          after.left - before.left,
          after.vehicle_ms(end) - before.vehicle_ms(begin),
          after.delay_ms - before.delay_ms,
          after.present(),
          0};
}

void Measures::close(Milliseconds t, const std::vector<std::int32_t>& queue, bool keep_earlier) {
  if (!keep_earlier) rows_.clear();
  for (std::size_t link = 0; link < totals_.size(); ++link) {
    LinkInterval row = interval_of(row_of(link), closed_[link], closed_at_, totals_[link], t);
    row.queue = queue[link];
    if (row.present != 0 || row.entered != 0 || row.left != 0) rows_.push_back(row);
  }
  closed_ = totals_;
  closed_at_ = t;
}

void Measures::count_from(Milliseconds by) {
  for (std::vector<LinkTotals>* totals : {&totals_, &closed_})
    for (LinkTotals& one : *totals) one.moments_ms += std::int64_t{one.present()} * by;
  for (LinkInterval& row : rows_) row.begin -= by;
  closed_at_ -= by;
}

}  // namespace conurb::transport
