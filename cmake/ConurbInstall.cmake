# SPDX-License-Identifier: Apache-2.0
# Where things lie. The build tree is laid out like an installed one, so that the program finds its plugins and files by
# its own place in both:
#   bin/conurb    lib/conurb/plugins/*.so    share/conurb/assets    share/conurb/scripts
# The SDK (headers and CMake functions, component "sdk") is installed by engine/sdk, each plugin by conurb_plugin().

include_guard()

function(conurb_use_build_tree_layout)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin PARENT_SCOPE)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/share/conurb)
  foreach(folder assets scripts)
    if(NOT EXISTS ${PROJECT_BINARY_DIR}/share/conurb/${folder})
      file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${folder} ${PROJECT_BINARY_DIR}/share/conurb/${folder} SYMBOLIC)
    endif()
  endforeach()
endfunction()

# Call it when the folders have defined their targets.
function(conurb_install_program)
  if(TARGET conurb_program)
    install(TARGETS conurb_program RUNTIME DESTINATION bin)
  endif()
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/assets ${PROJECT_SOURCE_DIR}/scripts DESTINATION share/conurb
    OPTIONAL PATTERN "*.py" EXCLUDE PATTERN "__pycache__" EXCLUDE)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/conurb)
endfunction()
