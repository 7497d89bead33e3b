#include "client-cli/core/verb.h"

#include <google/protobuf/message.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

namespace champions::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

constexpr std::int32_t kPageSize = 1000;

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

bool IsList(const MethodDescriptor& method) {
  return method.output_type()->FindFieldByName("next_page_token") != nullptr;
}

const FieldDescriptor* ListedField(const Descriptor& response) {
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor* field = response.field(i);
    if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return field;
  }
  throw std::logic_error(response.full_name() + " lists nothing");
}

std::vector<std::string> FieldNames(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

// The record of an answer that wraps one, such as `reach` of LogReachResponse, or the field named;
// else the answer.
const Message& RecordOf(const Message& response, const std::string& result) {
  const Descriptor* type = response.GetDescriptor();
  if (result.empty() && type->field_count() != 1) return response;
  const FieldDescriptor* field = result.empty() ? type->field(0) : type->FindFieldByName(result);
  if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
    return response;
  return response.GetReflection()->GetMessage(response, field);
}

struct Command {
  const MethodDescriptor* method;
  std::unique_ptr<Flags> flags;
  std::vector<std::string> columns;
  std::string question;
  std::string result;
  std::function<void(Shell*, const Message&)> after;
  bool yes = false;
  std::uint64_t limit = 0;
};

void RunList(Shell* shell, const Command& command, Message* request) {
  const FieldDescriptor* listed = ListedField(*command.method->output_type());
  const auto all = FieldNames(*listed->message_type());
  Connection& connection = shell->connection();
  shell->output().BeginRows(command.columns.empty() ? all : command.columns, all);
  ForEachListed(
      connection, *command.method, request, command.limit, [](const Message&) {},
      [&](const Message& record) { shell->output().Row(ToJson(record)); });
  shell->output().EndRows();
}

void RunCommand(Shell* shell, const Command& command) {
  shell->name_of = [&command](const std::string& path) { return command.flags->NameOf(path); };
  const auto request = NewMessage(command.method->input_type());
  command.flags->Fill(request.get());
  if (IsList(*command.method)) return RunList(shell, command, request.get());
  if (!command.question.empty()) shell->Confirm(command.question, command.yes);
  const auto response = NewMessage(command.method->output_type());
  shell->connection().Call(*command.method, *request, response.get());
  shell->output().Record(ToJson(RecordOf(*response, command.result)));
  if (command.after) command.after(shell, *response);
}

}  // namespace

void ForEachListed(Connection& connection, const MethodDescriptor& method, Message* request,
                   std::uint64_t limit, const TakeMessage& take_page,
                   const TakeMessage& take_record) {
  const auto* request_type = request->GetDescriptor();
  const FieldDescriptor* page_size = request_type->FindFieldByName("page_size");
  const FieldDescriptor* page_token = request_type->FindFieldByName("page_token");
  const FieldDescriptor* next = method.output_type()->FindFieldByName("next_page_token");
  const FieldDescriptor* listed = ListedField(*method.output_type());
  std::uint64_t taken = 0;
  for (bool more = true; more;) {
    const std::uint64_t left = limit == 0 ? kPageSize : limit - taken;
    request->GetReflection()->SetInt32(
        request, page_size, static_cast<std::int32_t>(std::min<std::uint64_t>(kPageSize, left)));
    const auto page = NewMessage(method.output_type());
    connection.Call(method, *request, page.get());
    take_page(*page);
    const auto* reflection = page->GetReflection();
    for (int i = 0; i < reflection->FieldSize(*page, listed); ++i) {
      if (limit != 0 && taken == limit) return;
      take_record(reflection->GetRepeatedMessage(*page, listed, i));
      ++taken;
    }
    const std::string token = reflection->GetString(*page, next);
    request->GetReflection()->SetString(request, page_token, token);
    more = !token.empty() && (limit == 0 || taken < limit);
  }
}

CLI::App* AddVerb(CLI::App* parent, Shell* shell, const Noun& noun, const Verb& verb) {
  const MethodDescriptor* method = noun.service->FindMethodByName(verb.method);
  if (method == nullptr) throw std::logic_error(noun.service->name() + " has no " + verb.method);
  CLI::App* app = parent->add_subcommand(verb.name, verb.help);
  for (const std::string& alias : verb.aliases) app->alias(alias);
  const std::string path = noun.name.empty() ? verb.name : noun.name + " " + verb.name;
  shell->commands.emplace(verb.method, path);
  auto command = std::make_shared<Command>();
  command->method = method;
  command->columns = verb.columns.empty() ? noun.columns : verb.columns;
  command->question = verb.question;
  command->result = verb.result;
  command->after = verb.after;
  command->flags = std::make_unique<Flags>(app, method->input_type(), verb.flags);
  if (!verb.question.empty()) {
    app->add_flag("-y,--yes", command->yes, "Do not ask");
  }
  if (IsList(*method)) {
    app->add_option("--limit", command->limit, "Stop after so many; 0: all")->type_name("N");
  }
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunCommand(shell, *command); }; });
  return app;
}

CLI::App* AddNoun(CLI::App* root, Shell* shell, const Noun& noun, const std::vector<Verb>& verbs) {
  CLI::App* app = root->add_subcommand(noun.name, noun.help);
  app->require_subcommand(1);
  for (const Verb& verb : verbs) AddVerb(app, shell, noun, verb);
  return app;
}

}  // namespace champions::cli
