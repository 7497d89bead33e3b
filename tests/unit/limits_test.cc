// The limits of the API, each tried at the limit and one beyond, for every field of every request
// that the descriptors have.
#include <google/protobuf/field_mask.pb.h>
#include <gtest/gtest.h>

#include <map>

#include "base/refusal.h"
#include "rpc/validate.h"
#include "support/request_fields.h"

namespace champions::test {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The fields that are refused, in order: "" for a request that is taken.
std::string RefusedFields(const Message& request) {
  try {
    rpc::Validate(request);
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.code, Code::kInvalidArgument);
    EXPECT_EQ(refusal.reason, "INVALID_FIELD");
    std::string fields;
    for (const auto& violation : refusal.fields) {
      fields += (fields.empty() ? "" : " ") + violation.field;
    }
    return fields;
  }
  return "";
}

// What is refused of a valid request after one change to it.
template <class Change>
std::string After(const RequestField& field, Change change) {
  auto request = ValidRequest(field.request);
  auto* holder = HolderOf(field, request.get());
  change(holder->GetReflection(), holder);
  return RefusedFields(*request);
}

std::string AfterText(const RequestField& field, const std::string& text) {
  return After(field, [&](const auto* reflection, Message* holder) {
    if (field.field()->is_repeated()) {
      reflection->SetRepeatedString(holder, field.field(), 0, text);
    } else {
      reflection->SetString(holder, field.field(), text);
    }
  });
}

std::string AfterNumber(const RequestField& field, int64_t number) {
  return After(field, [&](const auto* reflection, Message* holder) {
    if (field.field()->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      reflection->SetInt32(holder, field.field(), static_cast<int>(number));
    } else {
      reflection->SetInt64(holder, field.field(), number);
    }
  });
}

// A list of so many items, each as acceptable as the first.
std::string AfterItems(const RequestField& field, int items) {
  return After(field, [&](const auto* reflection, Message* holder) {
    const auto* list = field.field();
    while (reflection->FieldSize(*holder, list) < items) {
      switch (list->cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
          reflection->AddString(holder, list, reflection->GetRepeatedString(*holder, list, 0));
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          reflection->AddEnumValue(holder, list, 1);
          break;
        default:
          auto* added = reflection->AddMessage(holder, list);
          added->CopyFrom(reflection->GetRepeatedMessage(*holder, list, 0));
      }
    }
  });
}

bool IsText(const RequestField& field) {
  return field.field()->type() == FieldDescriptor::TYPE_STRING;
}

std::string TextName(const RequestField& field) {
  return field.name() + (field.field()->is_repeated() ? "[0]" : "");
}

std::string Repeat(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

// A text of so many characters, of two bytes each where the form allows them; nothing where the
// form itself says how long a text is.
std::optional<std::string> OfLength(v1::Format format, int length) {
  switch (format) {
    case v1::FORMAT_UNSPECIFIED:
    case v1::FORMAT_LINE:
    case v1::FORMAT_CODE:
      return Repeat("é", length);
    case v1::FORMAT_EMAIL:
      return Repeat("é", length - 4) + "@b.c";
    case v1::FORMAT_LANGUAGE:
      return Repeat("abcdefgh-", length / 9 + 1).substr(0, static_cast<size_t>(length));
    default:
      return std::nullopt;
  }
}

class LimitsTest : public ::testing::Test {
 protected:
  const std::vector<RequestField> fields_ = RequestFields();
};

// Shows that a request with every field given is taken, so that what is refused below is refused
// for the one thing that is wrong with it.
TEST_F(LimitsTest, ValidRequestsAreTaken) {
  EXPECT_GT(RequestTypes().size(), 80u);
  for (const auto* type : RequestTypes()) {
    EXPECT_EQ(RefusedFields(*ValidRequest(type)), "") << type->name();
  }
}

// Shows that each text may be as long as its limit, in characters and not bytes, and no longer.
TEST_F(LimitsTest, EveryTextHasItsLength) {
  int tried = 0;
  for (const auto& field : fields_) {
    if (!IsText(field)) continue;
    SCOPED_TRACE(field.request->name() + "." + field.name());
    int most = LengthOf(field.field());
    auto format = RuleOf(field.field()).format();
    auto longest = OfLength(format, most);
    if (!longest) continue;
    ++tried;
    EXPECT_EQ(AfterText(field, *longest), "");
    EXPECT_EQ(AfterText(field, *OfLength(format, most + 1)), TextName(field));
  }
  EXPECT_GT(tried, 200);
}

// Shows that no text holds a NUL, which libpqxx would cut it at, or bytes that are not UTF-8.
TEST_F(LimitsTest, NoTextHoldsNulOrBrokenUtf8) {
  for (const auto& field : fields_) {
    if (!IsText(field)) continue;
    SCOPED_TRACE(field.request->name() + "." + field.name());
    auto sample = *SampleOf(RuleOf(field.field()).format());
    for (const auto& bad : {std::string(1, '\0'), std::string("\xff"), std::string("\xc0\xaf"),
                            std::string("\xed\xa0\x80"), std::string("\xe2\x82")}) {
      EXPECT_EQ(AfterText(field, sample + bad), TextName(field));
      EXPECT_EQ(AfterText(field, bad + sample), TextName(field));
    }
  }
}

// Texts that each form takes and refuses.
struct Samples {
  std::vector<std::string> good, bad;
};
const std::map<v1::Format, Samples>& FormatSamples() {
  static const std::string uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
  static const std::map<v1::Format, Samples> samples = {
      {v1::FORMAT_UNSPECIFIED, {{"a", "two\nlines\tand a tab", "ș"}, {"\x01", "a\x7f", "\x1b[0m"}}},
      {v1::FORMAT_LINE, {{"a", "one line; with, signs", "ș"}, {"two\nlines", "\t", "a\r", "\x7f"}}},
      {v1::FORMAT_CODE, {{"A", "SAMPLE-RO", "a_b.c/d", "é"}, {" ", "A B", "A;B", "A,B", "A\n"}}},
      {v1::FORMAT_UUID,
       {{uuid, "0F8FAD5B-D9CB-469F-A165-70867728950E"},
        {"x", uuid + "0", uuid.substr(1), "0f8fad5b-d9cb-469f-a165-70867728950g",
         "0f8fad5bd9cb469fa16570867728950e", "{" + uuid + "}"}}},
      {v1::FORMAT_DATE,
       {{"2024-02-29", "1999-12-31", "0001-01-01"},
        {"2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", "01/02/2024", "2024-04-31",
         "2024-05-05 ", "9999-12-31", "0000-01-01", "20240505"}}},
      {v1::FORMAT_QUARTER,
       {{"2024-25-Q2", "1999-00-Q4"},
        {"2024-25-Q5", "2024-25-Q0", "2024-24-Q1", "2024-26-Q1", "2024-Q1", "2024-25-q1"}}},
      {v1::FORMAT_WARD,
       {{"E05013552", "W05000001"}, {"E0501355", "E050135522", "e05013552", "E0501355X"}}},
      {v1::FORMAT_LANGUAGE,
       {{"ro", "pt-BR", "zh-Hant-TW"}, {"r", "ro_RO", "ro-", "-ro", "r0", "abcdefghi"}}},
      {v1::FORMAT_EMAIL,
       {{"a@b", "a.b+c@example.org"}, {"a", "@b", "a@", "a@b@c", "a b@c", "a\n@b", "a@b\t"}}},
      {v1::FORMAT_ETHNIC_CATEGORY, {{"A", "S", "Z", "99"}, {"I", "O", "Q", "T", "a", "98", "AA"}}},
      {v1::FORMAT_GENDER, {{"1", "4", "X", "Z"}, {"0", "5", "9", "x", "F"}}},
      {v1::FORMAT_AGE_BAND, {{"0-15", "25-34", "85+"}, {"0-16", "15-24", "85", "25 - 34", "100+"}}},
  };
  return samples;
}

// Shows that each text is held to its form, and that every form there is is tried.
TEST_F(LimitsTest, EveryFormatTakesGoodAndRefusesBad) {
  const auto* formats = google::protobuf::GetEnumDescriptor<v1::Format>();
  for (int i = 0; i < formats->value_count(); ++i) {
    auto format = static_cast<v1::Format>(formats->value(i)->number());
    EXPECT_TRUE(FormatSamples().count(format)) << formats->value(i)->name();
    EXPECT_TRUE(SampleOf(format)) << formats->value(i)->name();
  }
  for (const auto& field : fields_) {
    if (!IsText(field)) continue;
    SCOPED_TRACE(field.request->name() + "." + field.name());
    const auto& samples = FormatSamples().at(RuleOf(field.field()).format());
    for (const auto& good : samples.good) EXPECT_EQ(AfterText(field, good), "") << good;
    for (const auto& bad : samples.bad) EXPECT_EQ(AfterText(field, bad), TextName(field)) << bad;
  }
}

// Shows that each number may be its least and its most, and nothing beyond.
TEST_F(LimitsTest, EveryNumberHasItsRange) {
  int tried = 0;
  for (const auto& field : fields_) {
    auto type = field.field()->cpp_type();
    if (type != FieldDescriptor::CPPTYPE_INT32 && type != FieldDescriptor::CPPTYPE_INT64) continue;
    SCOPED_TRACE(field.request->name() + "." + field.name());
    ++tried;
    int64_t least = RuleOf(field.field()).min(), most = MaxOf(field.field());
    EXPECT_EQ(AfterNumber(field, least), "");
    EXPECT_EQ(AfterNumber(field, most), "");
    EXPECT_EQ(AfterNumber(field, least - 1), field.name());
    EXPECT_EQ(AfterNumber(field, most + 1), field.name());
  }
  EXPECT_GT(tried, 25);
}

// Shows that each list may have as many items as its limit, and not one more.
TEST_F(LimitsTest, EveryListHasItsSize) {
  int tried = 0;
  for (const auto& field : fields_) {
    if (!field.field()->is_repeated()) continue;
    SCOPED_TRACE(field.request->name() + "." + field.name());
    ++tried;
    int most = ItemsOf(field.field());
    EXPECT_EQ(AfterItems(field, most), "");
    EXPECT_EQ(AfterItems(field, most + 1), field.name());
  }
  EXPECT_GT(tried, 20);
}

// Shows that an enum takes its values alone, and that an update mask has a limit too.
TEST_F(LimitsTest, EnumsAndMasksAreChecked) {
  int enums = 0, masks = 0;
  for (const auto& field : fields_) {
    SCOPED_TRACE(field.request->name() + "." + field.name());
    if (field.field()->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      ++enums;
      auto refused = After(field, [&](const auto* reflection, Message* holder) {
        if (field.field()->is_repeated()) {
          reflection->SetRepeatedEnumValue(holder, field.field(), 0, 9999);
        } else {
          reflection->SetEnumValue(holder, field.field(), 9999);
        }
      });
      EXPECT_EQ(refused, TextName(field));
    } else if (field.field()->message_type() == google::protobuf::FieldMask::descriptor()) {
      ++masks;
      for (int paths : {kDefaultItems, kDefaultItems + 1}) {
        auto refused = After(field, [&](const auto* reflection, Message* holder) {
          auto* mask = static_cast<google::protobuf::FieldMask*>(
              reflection->MutableMessage(holder, field.field()));
          for (int i = 0; i < paths; ++i) mask->add_paths("*");
        });
        EXPECT_EQ(refused, paths > kDefaultItems ? field.name() : "");
      }
    }
  }
  EXPECT_GT(enums, 15);
  EXPECT_GT(masks, 5);
}

// Shows that what is required is missed where it is not given. In the resource of an update, what
// is required depends on the mask, which the tests of the services show.
TEST_F(LimitsTest, RequiredFieldsAreMissed) {
  int tried = 0;
  for (const auto& field : fields_) {
    bool updated =
        field.request->FindFieldByName("update_mask") != nullptr && field.path.size() > 1;
    if (!IsRequired(field.field()) || updated) continue;
    SCOPED_TRACE(field.request->name() + "." + field.name());
    ++tried;
    auto refused = After(field, [&](const auto* reflection, Message* holder) {
      reflection->ClearField(holder, field.field());
    });
    EXPECT_EQ(refused, field.name());
  }
  EXPECT_GT(tried, 100);
}

// Shows that there is no kind of field whose limit nobody has thought of.
TEST_F(LimitsTest, NoFieldIsOfAKindWithoutALimit) {
  for (const auto& field : fields_) {
    auto type = field.field()->type();
    bool known = type == FieldDescriptor::TYPE_STRING || type == FieldDescriptor::TYPE_INT32 ||
                 type == FieldDescriptor::TYPE_INT64 || type == FieldDescriptor::TYPE_BOOL ||
                 type == FieldDescriptor::TYPE_ENUM || type == FieldDescriptor::TYPE_MESSAGE;
    // Parts of an upload; the importer counts them.
    bool upload = field.field()->full_name() == "champions.v1.UploadImportRequest.data";
    EXPECT_TRUE(known || upload) << field.field()->full_name();
  }
}

}  // namespace
}  // namespace champions::test
