// Makes a request of any method from its descriptor alone: required fields are filled, references
// name objects of a world (support/world.h), and what a field is for is told by its name. What it
// has no recipe for is said in `problems`, so that a new method is never silently left out.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "support/world.h"

namespace champions::test {

class Recipe {
 public:
  Recipe(const google::protobuf::MethodDescriptor* method, const World& world);

  // The kind of object that the method is about, such as `Champion`; empty where it is about none.
  const std::string& kind() const { return kind_; }
  // True where that object belongs to an organisation.
  bool owned() const { return world_.own.count(kind_) > 0; }
  // True where the object only narrows a list or a report.
  bool filter() const { return filter_; }
  const std::vector<std::string>& problems() const { return problems_; }

  enum class Place { kOwn, kForeign, kMissing };
  std::string ObjectAt(Place place) const;
  // The request; with `validate_only` where the method has it, so that nothing changes.
  std::unique_ptr<google::protobuf::Message> Make(Place place,
                                                  google::protobuf::MessageFactory* factory);

 private:
  using Field = google::protobuf::FieldDescriptor;

  std::string KindOf(const Field* field) const;
  bool Wanted(const Field* field) const;
  void FindObject(const google::protobuf::Descriptor* message);
  void Fill(google::protobuf::Message* message, Place place);
  void FillField(google::protobuf::Message* message, const Field* field, Place place);
  void FillText(google::protobuf::Message* message, const Field* field, Place place);
  void FillMask(google::protobuf::Message* message, const Field* field) const;
  std::string Reference(const std::string& kind, Place place);

  const google::protobuf::MethodDescriptor* method_;
  const World& world_;
  std::string resource_;  // the message that the response is about
  std::string kind_;
  bool filter_ = false;
  std::string missing_;  // the id or code that nothing has
  std::vector<std::string> problems_;
};

}  // namespace champions::test
