# SPDX-License-Identifier: Apache-2.0
# Run after a test program was built: writes the file that makes each of its suites a ctest case. Not each test: most take
# less time than the start of their program.
#   cmake -D program=FILE -D folder=WORKING-DIRECTORY -D timeout=SECONDS -D output=FILE -P ListSuites.cmake
execute_process(COMMAND ${program} --gtest_list_tests WORKING_DIRECTORY ${folder} OUTPUT_VARIABLE list COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "(^|\n)[A-Za-z_][^ \n]*\\." suites "${list}")
set(text "")
foreach(suite IN LISTS suites)
  string(REGEX REPLACE "^\n|\\.$" "" suite "${suite}")
  string(APPEND text "add_test([[${suite}]] [[${program}]] [[--gtest_filter=${suite}.*]])\n"
    "set_tests_properties([[${suite}]] PROPERTIES TIMEOUT ${timeout} WORKING_DIRECTORY [[${folder}]] SKIP_RETURN_CODE 77)\n")
endforeach()
file(WRITE ${output} "${text}")
