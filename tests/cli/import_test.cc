#include <set>

#include "client-cli/core/fields.h"
#include "fake_server.h"

namespace champions::cli::test {
namespace {

class ImportTest : public WireTest {
 protected:
  ImportTest() {
    Write("data/reach.csv", big_);
    Write("data/organisations.csv", "code,name\nRO,Romanian\n");
    Write("data/README.md", "not data");
    Write("data/corrections/reach.csv", "not of this import");
    data_ = (folder_ / "data").string();
  }

  // Takes an upload in, as the protocol says: options, then each file and its bytes.
  void Take(FakeImports::Reader* reader) {
    v1::UploadImportRequest part;
    std::string name;
    ASSERT_TRUE(reader->Read(&part));
    ASSERT_TRUE(part.has_options());
    options_.push_back(part.options());
    files_.clear();
    while (reader->Read(&part)) {
      if (part.has_file()) {
        name = part.file().name();
        files_[name] = "";
      } else {
        EXPECT_LE(part.data().size(), 1u << 20);
        files_[name] += part.data();
      }
    }
  }

  const std::string big_ = "external_id\n" + std::string(700'000, 'x') + "\n";
  std::string data_;
  std::vector<v1::ImportOptions> options_;
  std::map<std::string, std::string> files_;
};

// Shows that every CSV file of the folder arrives whole and in order, and nothing else does, and
// that the answer has the contract's shape.
TEST_F(ImportTest, UploadsTheFolder) {
  imports_.upload = [this](auto* reader, v1::UploadImportResponse* response) {
    Take(reader);
    auto* import = response->mutable_import_result();
    import->set_id("imp-1");
    import->set_state(v1::IMPORT_STATE_DRY_RUN);
    auto* file = import->add_files();
    file->set_file("reach.csv");
    file->set_created(3);
    auto* effect = import->add_effects();
    effect->set_quarter("2024-25-Q2");
    effect->set_field("reached");
    effect->set_change(37);
    return grpc::Status::OK;
  };
  const Ran ran = Run({"import", data_, "--dry-run", "-o", "json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  ASSERT_EQ(files_.size(), 2u);
  EXPECT_TRUE(files_["reach.csv"] == big_);
  EXPECT_TRUE(options_[0].dry_run());
  EXPECT_EQ(Json::parse(ran.out).dump(),
            R"({"import_id":"imp-1","files":[{"file":"reach.csv","created":3,"amended":0,)"
            R"("unchanged":0}],"errors":[]})");
  EXPECT_NE(ran.err.find("2024-25-Q2 reached +37"), std::string::npos);
  const Ran table = Run({"import", data_, "--dry-run", "-o", "table"});
  EXPECT_NE(table.out.find("2024-25-Q2 reached +37"), std::string::npos) << table.out;
}

// Shows that a refused import is exit status 6, with its errors on stdout in json and as lines for
// people on stderr.
TEST_F(ImportTest, RefusedNamesEveryError) {
  imports_.upload = [this](auto* reader, v1::UploadImportResponse* response) {
    Take(reader);
    auto* import = response->mutable_import_result();
    import->set_state(v1::IMPORT_STATE_REFUSED);
    import->set_error_count(1500);
    auto* error = import->add_errors();
    error->set_file("reach.csv");
    error->set_line(7);
    error->set_column("people");
    error->set_message("found 'x', expected a whole number");
    return grpc::Status::OK;
  };
  const Ran json = Run({"import", data_, "-o", "json"});
  EXPECT_EQ(json.status, 6);
  EXPECT_EQ(Json::parse(json.out)["errors"].dump(),
            R"([{"file":"reach.csv","line":7,"column":"people",)"
            R"("message":"found 'x', expected a whole number"}])");
  const Ran table = Run({"import", data_, "-o", "table"});
  EXPECT_EQ(table.status, 6);
  EXPECT_EQ(table.out, "");
  EXPECT_NE(table.err.find("reach.csv:7: people: found 'x', expected a whole number\n"),
            std::string::npos);
  EXPECT_NE(table.err.find("1500 errors"), std::string::npos);
}

// Shows that an upload which breaks is sent again from its start under the same request_id.
TEST_F(ImportTest, SentAgainAfterABreak) {
  imports_.upload = [this](auto* reader, v1::UploadImportResponse* response) {
    if (options_.empty()) {
      v1::UploadImportRequest part;
      reader->Read(&part);
      options_.push_back(part.options());
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting");
    }
    Take(reader);
    response->mutable_import_result()->set_state(v1::IMPORT_STATE_APPLIED);
    return grpc::Status::OK;
  };
  const Ran ran = Run({"import", data_});
  ASSERT_EQ(ran.status, 0) << ran.err;
  ASSERT_EQ(options_.size(), 2u);
  EXPECT_EQ(options_[0].request_id(), options_[1].request_id());
  EXPECT_TRUE(files_["reach.csv"] == big_);
}

// Shows that a folder without CSV files, or none at all, is bad usage.
TEST_F(ImportTest, NeedsAFolderOfCsvFiles) {
  Write("empty/notes.txt", "");
  EXPECT_EQ(Run({"import", (folder_ / "empty").string()}).status, 2);
  EXPECT_EQ(Run({"import", (folder_ / "nowhere").string()}).status, 2);
  EXPECT_EQ(Run({"import"}).status, 2);
  EXPECT_EQ(Run({"import", data_, "undo", "x"}).status, 2);
}

}  // namespace
}  // namespace champions::cli::test
