// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/inspection_feed.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::ui {
namespace {

constexpr double kNewsEvery_s = 0.3;  // a live run changes more often than people read

std::optional<Place> place_of(const city::Table& table, std::int64_t row) {
  const auto index = table.find("shape");
  if (!index || table.spec().shape == city::Shape::none) return std::nullopt;
  const city::Column& column = table.column(*index);
  const auto offsets = column.offsets().subspan(static_cast<std::size_t>(row), 2);
  const auto values = column.values<double>().subspan(static_cast<std::size_t>(offsets[0]),
                                                      static_cast<std::size_t>(offsets[1] - offsets[0]));
  if (values.size() < 2) return std::nullopt;
  double low[2] = {values[0], values[1]}, high[2] = {values[0], values[1]};
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      low[axis] = std::min(low[axis], values[i + axis]);
      high[axis] = std::max(high[axis], values[i + axis]);
    }
  }
  const Place place{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2,
                    std::max(high[0] - low[0], high[1] - low[1])};
  return std::isfinite(place.x + place.y + place.size) ? std::optional(place) : std::nullopt;
}

}  // namespace

InspectionFeed::Stamp InspectionFeed::stamp_of(const PanelContext& context, Row row) {
  Stamp stamp;
  stamp.mode = context.room.state().clock.mode;
  const room::Published& published = context.room.published();
  if (published.journal != nullptr && !published.journal->empty())
    stamp.gesture = published.journal->front().group;
  if (const room::BranchInfo* info = published.branch(row.branch)) {
    stamp.changes = info->changes;
    stamp.run = info->run;
    stamp.status = info->status;
    if (info->status == room::BranchStatus::live) stamp.time = info->time;
  }
  stamp.row = std::move(row);
  return stamp;
}

void InspectionFeed::ask(PanelContext& context, Stamp stamp) {
  if (texts_ == nullptr) texts_ = std::make_shared<const Texts>(context.room.texts());
  asked_ = std::move(stamp);
  asked_at_ = context.seconds;
  missing_ = false;
  answer_ = context.room.simulation().ask([row = asked_.row, texts = texts_](sim::Twin& twin) {
    Answer answer{room::inspect(twin, row.branch, row.table, row.id, *texts), std::nullopt};
    const city::City& city = twin.city(twin.journal().branch(row.branch).ordinal);
    answer.place = place_of(city.table(row.table), answer.inspection.row);
    return answer;
  });
}

void InspectionFeed::take() {
  if (!answer_.valid() || answer_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
  shown_row_ = asked_.row;
  missing_ = false;
  try {
    Answer answer = answer_.get();
    shown_ = std::move(answer.inspection);
    place_ = answer.place;
  } catch (const Error&) {  // a branch, table or row that is not there
    shown_.reset();
    place_.reset();
    missing_ = true;
  } catch (const std::future_error&) {  // the simulation was closed before it could answer
    shown_.reset();
  }
}

const room::Inspection* InspectionFeed::update(PanelContext& context, const std::string& branch,
                                               const std::string& table, city::Id id) {
  take();
  Stamp now = stamp_of(context, {branch, table, id});
  const bool other = !(now.row == asked_.row);
  if (!answer_.valid() && !(now == asked_) && (other || context.seconds - asked_at_ >= kNewsEvery_s))
    ask(context, now);
  // The row before stays for the few frames that an answer takes; longer would be a lie.
  if (!(shown_row_ == now.row) && context.seconds - asked_at_ > kNewsEvery_s) {
    shown_.reset();
    place_.reset();
    missing_ = false;
  }
  if (!shown_) return nullptr;
  const bool recorded = now.mode == room::TimeMode::recorded && now.run != 0 && shown_row_ == now.row;
  if (recorded)
    room::show_recorded(*shown_, context.room.history(), now.run, context.room.state().clock.shown,
                        context.room.texts());
  return &*shown_;
}

}  // namespace conurb::ui
