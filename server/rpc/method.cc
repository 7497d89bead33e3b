#include "rpc/method.h"

#include <stdexcept>
#include <unordered_map>

#include "auth/principal.h"
#include "champions/v1/access_service.pb.h"
#include "champions/v1/activity_service.pb.h"
#include "champions/v1/audit_service.pb.h"
#include "champions/v1/budget_service.pb.h"
#include "champions/v1/case_service.pb.h"
#include "champions/v1/champion_service.pb.h"
#include "champions/v1/change_service.pb.h"
#include "champions/v1/funding_service.pb.h"
#include "champions/v1/import_service.pb.h"
#include "champions/v1/insight_service.pb.h"
#include "champions/v1/measure_service.pb.h"
#include "champions/v1/options.pb.h"
#include "champions/v1/organisation_service.pb.h"
#include "champions/v1/privacy_service.pb.h"
#include "champions/v1/programme_service.pb.h"
#include "champions/v1/reach_service.pb.h"
#include "champions/v1/report_service.pb.h"
#include "champions/v1/return_service.pb.h"
#include "champions/v1/rights_service.pb.h"
#include "champions/v1/risk_service.pb.h"
#include "champions/v1/schedule_service.pb.h"
#include "champions/v1/sign_in_service.pb.h"
#include "champions/v1/training_service.pb.h"
#include "champions/v1/ward_service.pb.h"

namespace champions::rpc {
namespace {

using google::protobuf::Descriptor;

struct Registry {
  std::vector<Method> methods;
  std::unordered_map<const Descriptor*, Method> by_request;
};

Method ReadMethod(const google::protobuf::MethodDescriptor* descriptor) {
  Method method;
  method.name = descriptor->service()->name() + "/" + descriptor->name();
  const auto& access = descriptor->options().GetExtension(v1::access);
  method.permission = access.permission();
  method.write = access.write();
  method.personal = access.personal();
  method.needs_personal = access.needs_personal();
  method.every_programme = access.every_programme();
  method.recent_sign_in = access.recent_sign_in();
  method.unauthenticated = access.unauthenticated();
  if (method.unauthenticated) {
    if (method.permission.empty() && !method.personal) return method;
    throw std::runtime_error(method.name + " takes no credentials: expected no permission");
  }
  if (!auth::AllPermissions().count(method.permission)) {
    throw std::runtime_error(method.name + " asks for the permission '" + method.permission +
                             "', which is not in the permission table");
  }
  return method;
}

Registry ReadAll() {
  Registry registry;
  for (const auto* file :
       {v1::User::descriptor()->file(),         v1::Activity::descriptor()->file(),
        v1::AuditEvent::descriptor()->file(),   v1::Budget::descriptor()->file(),
        v1::Champion::descriptor()->file(),     v1::Fund::descriptor()->file(),
        v1::Import::descriptor()->file(),       v1::Measure::descriptor()->file(),
        v1::Organisation::descriptor()->file(), v1::Programme::descriptor()->file(),
        v1::Reach::descriptor()->file(),        v1::Totals::descriptor()->file(),
        v1::Return::descriptor()->file(),       v1::Course::descriptor()->file(),
        v1::Risk::descriptor()->file(),         v1::Insight::descriptor()->file(),
        v1::Ward::descriptor()->file(),         v1::Schedule::descriptor()->file(),
        v1::Breach::descriptor()->file(),       v1::ChampionBasis::descriptor()->file(),
        v1::Change::descriptor()->file(),       v1::SignOutRequest::descriptor()->file(),
        v1::Case::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* descriptor = file->service(s)->method(m);
        registry.methods.push_back(ReadMethod(descriptor));
        registry.by_request[descriptor->input_type()] = registry.methods.back();
      }
    }
  }
  return registry;
}

const Registry& TheRegistry() {
  static const Registry registry = ReadAll();
  return registry;
}

}  // namespace

const Method& MethodOf(const Descriptor* request) {
  auto found = TheRegistry().by_request.find(request);
  if (found == TheRegistry().by_request.end()) {
    throw std::logic_error(request->full_name() + " is the request of no method");
  }
  return found->second;
}

const std::vector<Method>& AllMethods() { return TheRegistry().methods; }

}  // namespace champions::rpc
