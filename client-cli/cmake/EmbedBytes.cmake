# Writes the bytes of a file as a C++ array.
file(READ ${BYTES} hex HEX)
file(SIZE ${BYTES} size)
string(REGEX REPLACE "(..)" "0x\\1," body "${hex}")
file(WRITE ${SOURCE}
  "#include <cstddef>\n"
  "namespace champions::cli {\n"
  "extern const unsigned char kDocumentedDescriptors[];\n"
  "extern const std::size_t kDocumentedDescriptorsSize;\n"
  "const unsigned char kDocumentedDescriptors[] = {${body}};\n"
  "const std::size_t kDocumentedDescriptorsSize = ${size};\n"
  "}  // namespace champions::cli\n")
