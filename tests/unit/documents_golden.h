// Compares what is written with the files of tests/golden/documents. CHAMPIONS_WRITE_GOLDEN=1
// writes those anew; read the difference before it is committed.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "documents/document.h"

namespace champions::test {

inline void ExpectGolden(const std::string& name, const std::string& bytes) {
  const std::string path = CHAMPIONS_SOURCE_DIR "/tests/golden/documents/" + name;
  if (std::getenv("CHAMPIONS_WRITE_GOLDEN")) {
    std::ofstream(path, std::ios::binary) << bytes;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << "there is no " << path;
  const std::string golden{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_EQ(bytes, golden) << name << " has changed";
}

// Everything that a writer gives to its sink.
inline std::string Gather(const std::function<void(const documents::Sink&)>& write) {
  std::string bytes;
  write([&](std::string_view part) { bytes += part; });
  return bytes;
}

// The size of the largest part that a writer gives to its sink, and of all of them.
struct Parts {
  size_t largest = 0;
  size_t total = 0;
};
inline Parts Measure(const std::function<void(const documents::Sink&)>& write) {
  Parts parts;
  write([&](std::string_view part) {
    parts.largest = std::max(parts.largest, part.size());
    parts.total += part.size();
  });
  return parts;
}

// A table with so many rows of text and numbers.
inline documents::Table LongTable(size_t rows) {
  documents::Table table;
  table.id = "long";
  table.title = "Long";
  table.columns = {{"name", "Name"}, {"people", "People", documents::Type::kInteger}};
  for (size_t i = 0; i < rows; ++i) {
    table.rows.push_back({std::string("a name, and more of it"), static_cast<int64_t>(i)});
  }
  return table;
}

}  // namespace champions::test
