# SPDX-License-Identifier: Apache-2.0
# cmake -DNAME=case -DSPACE=namespace -DJSON={...} -P columns_fault.cmake: generates a header from a faulty manifest.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/../../../cmake/ConurbColumns.cmake)
if(JSON)
  file(WRITE ${NAME}.json "${JSON}")
endif()
conurb_generate_columns(${SPACE} ${CMAKE_CURRENT_BINARY_DIR}/${NAME}.json ${CMAKE_CURRENT_BINARY_DIR}/${NAME}.hpp)
