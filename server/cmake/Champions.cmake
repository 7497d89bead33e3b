# One library per folder of the server; its dependencies are stated once, in its CMakeLists.txt.
#
#   champions_library(reach DEPENDS db rpc)
#
# builds the folder's *.cc as champions_reach, embeds its sql/*.sql as string_view constants in
# "reach/reach_sql.h" (insert_reach.sql becomes champions::reach::sql::kInsertReach), and turns
# warnings into errors.
find_package(PkgConfig REQUIRED)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
find_package(OpenSSL REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)

set(CHAMPIONS_WARNINGS -Wall -Wextra -Wno-missing-field-initializers)
# What the sanitizers put in makes GCC 12 see variables without a value where there are none.
if(NOT CHAMPIONS_SANITIZE)
  list(APPEND CHAMPIONS_WARNINGS -Werror)
endif()

function(champions_embed_sql target folder)
  file(GLOB statements CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/sql/*.sql)
  if(NOT statements)
    return()
  endif()
  set(header ${CMAKE_BINARY_DIR}/generated/${folder}/${folder}_sql.h)
  add_custom_command(OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} "-DSTATEMENTS=${statements}" -DHEADER=${header}
            -P ${CMAKE_SOURCE_DIR}/server/cmake/EmbedSql.cmake
    DEPENDS ${statements} ${CMAKE_SOURCE_DIR}/server/cmake/EmbedSql.cmake VERBATIM)
  target_sources(${target} PRIVATE ${header})
endfunction()

# Where the server itself does work that is felt; elsewhere the database does it, and -O1 compiles
# in three quarters of the time.
set(CHAMPIONS_HOT base db auth sealing audit observability rpc reach reports imports documents disclosure)

# Several files of a slice at once, since half of a file's time goes into what all include. A file
# with a name at the top that others have too stays by itself.
function(champions_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 4)
  # GCC 12 sees the ends of strings that are put together where there are none (GCC bug 105651).
  target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
  foreach(file IN LISTS ARGN)
    file(STRINGS ${file} names REGEX "^(constexpr const char\\* kKind =|.*> Maybe\\()")
    if(names)
      set_source_files_properties(${file} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
endfunction()

function(champions_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;LINK")
  set(target champions_${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_library(${target} STATIC ${sources})
  champions_embed_sql(${target} ${folder})
  target_compile_options(${target} PRIVATE ${CHAMPIONS_WARNINGS})
  if(NOT folder IN_LIST CHAMPIONS_HOT AND NOT folder STREQUAL "app")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/server ${CMAKE_BINARY_DIR}/generated)
  list(TRANSFORM arg_DEPENDS PREPEND champions_)
  target_link_libraries(${target} PUBLIC ${arg_DEPENDS} ${arg_LINK})
  if(TARGET champions_grpc AND "champions_rpc" IN_LIST arg_DEPENDS)
    target_precompile_headers(${target} REUSE_FROM champions_rpc)
    if(NOT folder STREQUAL "app")
      champions_compile_together(${target} ${sources})
    endif()
  endif()
endfunction()
