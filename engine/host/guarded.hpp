// SPDX-License-Identifier: Apache-2.0
// The way of every call of a plugin into the host.
#pragma once

#include <exception>
#include <type_traits>

#include "engine/base/error.hpp"
#include "engine/host/services.hpp"

namespace conurb::host {

/// Runs `call(services)` for the host of a plugin. Every call is a sign of life, and no exception crosses
/// back: its text is kept for the plugin and its code returned. A call that returns nothing has succeeded.
template <typename Call>
conurb_status guarded(const conurb_host* host, Call&& call) noexcept {
  Services& services = *static_cast<Services*>(host->context);
  services.environment().heartbeat.fetch_add(1, std::memory_order_relaxed);
  try {
    if constexpr (std::is_void_v<decltype(call(services))>) {
      call(services);
      return CONURB_OK;
    } else {
      return call(services);
    }
  } catch (const Error& error) {
    return services.refuse(static_cast<conurb_status>(error.code()), error.what());
  } catch (const std::exception& error) {
    return services.refuse(CONURB_INTERNAL, error.what());
  }
}

}  // namespace conurb::host
