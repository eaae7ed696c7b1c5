# SPDX-License-Identifier: Apache-2.0
# How every target of this project is built: one set of warnings and flags, one function per kind of target.
# Sources are found by folder, so that adding a file is adding a file.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

add_library(conurb_flags INTERFACE)
# -ffp-contract=off: the same source gives the same bits, whether or not the processor has fused multiply-add.
target_compile_options(conurb_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -ffp-contract=off
  $<$<COMPILE_LANGUAGE:CXX>:-Wconversion> -Werror
  # clang blames std::stable_sort's caller for a function that libstdc++ 12 uses within and C++17 deprecates.
  $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wno-deprecated-declarations>
  # The presets compile several sources of a target as one; g++ then takes them for headers, in which members of unnamed types
  # would be a fault.
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage>
  # What ccache asks for where headers are precompiled.
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>
  $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Xclang -fno-pch-timestamp>)
if(CONURB_SANITIZE)
  target_compile_options(conurb_flags INTERFACE -fsanitize=${CONURB_SANITIZE} -fno-omit-frame-pointer -g1)
  target_link_options(conurb_flags INTERFACE -fsanitize=${CONURB_SANITIZE})
endif()
if(CONURB_FUZZ)
  target_compile_options(conurb_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# What most sources read, precompiled once for the libraries and once, with GoogleTest, for the tests. Sources still name
# what they use: the preset "clang" builds without, and its lane compiles all that is shipped.
find_package(fmt REQUIRED)
set(conurb_common_headers
  <algorithm> <cmath> <filesystem> <functional> <map> <memory> <optional> <set> <span> <string> <vector> <fmt/format.h>)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/headers.cpp CONTENT "// Generated: a target cannot be without a source.\n")
add_library(conurb_headers OBJECT ${PROJECT_BINARY_DIR}/headers.cpp)
target_link_libraries(conurb_headers PRIVATE conurb_flags fmt::fmt)
target_precompile_headers(conurb_headers PRIVATE ${conurb_common_headers})

# conurb_library(base LINK fmt::fmt ...): the static library conurb_base of the folder's *.cpp; includes are written from the
# project's root ("engine/base/error.hpp").
function(conurb_library name)
  cmake_parse_arguments(ARG "" "" "LINK;PRIVATE_LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  add_library(conurb_${name} STATIC ${sources})
  add_library(Conurb::${name} ALIAS conurb_${name})
  target_include_directories(conurb_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(conurb_${name} PUBLIC ${ARG_LINK} PRIVATE conurb_flags ${ARG_PRIVATE_LINK})
  if(ARG_LINK)  # which brings fmt
    target_precompile_headers(conurb_${name} REUSE_FROM conurb_headers)
  endif()
endfunction()

# conurb_test(base LINK conurb_base): one GoogleTest program of the folder's *_test.cpp; every suite is a ctest case.
function(conurb_test name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  add_executable(${name}_test ${sources})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_test PRIVATE conurb_flags conurb_testing ${ARG_LINK})
  target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1>)  # what they test is optimised; they need not be
  if(name STREQUAL "base")
    target_precompile_headers(base_test PRIVATE ${conurb_common_headers} <gmock/gmock.h> <gtest/gtest.h>)
  elseif(TARGET base_test)
    target_precompile_headers(${name}_test REUSE_FROM base_test)
  endif()
  set(suites ${CMAKE_CURRENT_BINARY_DIR}/${name}_suites.cmake)
  add_custom_command(TARGET ${name}_test POST_BUILD VERBATIM
    COMMAND ${CMAKE_COMMAND} -D program=$<TARGET_FILE:${name}_test> -D folder=${PROJECT_SOURCE_DIR}
      -D timeout=${CONURB_TEST_TIMEOUT} -D output=${suites} -P ${PROJECT_SOURCE_DIR}/cmake/ListSuites.cmake)
  file(CONFIGURE OUTPUT ${name}_include.cmake CONTENT "include([[${suites}]] OPTIONAL)\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}_include.cmake)
endfunction()
