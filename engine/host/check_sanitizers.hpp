// SPDX-License-Identifier: Apache-2.0
// Whether this build runs under a sanitizer, whose own threads and memory must not be taken for the plugin's.
// Internal to the conformance check and its tests.
#pragma once

namespace conurb::host::check {

#if defined(__has_feature)
#define CONURB_CHECK_FEATURE(name) __has_feature(name)
#else
#define CONURB_CHECK_FEATURE(name) 0
#endif

#if defined(__SANITIZE_THREAD__) || CONURB_CHECK_FEATURE(thread_sanitizer)
inline constexpr bool kThreadSanitizer = true;
#else
inline constexpr bool kThreadSanitizer = false;
#endif

#if defined(__SANITIZE_ADDRESS__) || CONURB_CHECK_FEATURE(address_sanitizer)
inline constexpr bool kAddressSanitizer = true;
#else
inline constexpr bool kAddressSanitizer = false;
#endif

#undef CONURB_CHECK_FEATURE

/// True where the allocator is a sanitizer's, so that growth of memory says nothing of the plugin.
inline constexpr bool kForeignAllocator = kThreadSanitizer || kAddressSanitizer;

}  // namespace conurb::host::check
