# Writes one header with every migration of db/migrations, in the order of their numbers.
list(SORT MIGRATIONS)
set(text "// Made by the build from db/migrations; edit those.\n#pragma once\nnamespace champions::app {\ninline constexpr Migration kMigrations[] = {\n")
foreach(migration IN LISTS MIGRATIONS)
  get_filename_component(name ${migration} NAME_WE)
  string(REGEX MATCH "^[0-9]+" number ${name})
  string(REGEX REPLACE "^0+" "" number ${number})
  file(READ ${migration} body)
  # A raw string literal has a limit of 64 KiB in the standard; literals side by side are joined.
  string(APPEND text "{${number}, \"${name}\", R\"sql(${body})sql\"},\n")
endforeach()
string(APPEND text "};\n}  // namespace champions::app\n")
file(WRITE ${HEADER} "${text}")
