#include "activities/activity_service.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "activities/activities_sql.h"
#include "activities/activity_store.h"
#include "base/refusal.h"
#include "base/text.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::activities {
namespace {

constexpr const char* kKind = "activity";

v1::Activity ToProto(const Activity& activity) {
  v1::Activity proto;
  proto.set_id(activity.id);
  proto.set_external_id(activity.external_id);
  proto.set_organisation(activity.organisation);
  proto.set_programme(activity.programme);
  proto.set_name(activity.name);
  proto.set_kind(rpc::FromLabel<v1::ActivityKind>(activity.kind));
  rpc::SetTimestamp(activity.starts_at_us, proto.mutable_starts_at());
  if (activity.ends_at_us) rpc::SetTimestamp(*activity.ends_at_us, proto.mutable_ends_at());
  proto.set_ward(activity.ward);
  for (const auto& partner : activity.partners) proto.add_partners(partner);
  proto.set_award(activity.award);
  proto.set_state(rpc::FromLabel<v1::ActivityState>(activity.state));
  proto.set_etag(rpc::Etag(activity.version));
  rpc::SetTimestamp(activity.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(activity.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set.
Activity FromProto(const v1::Activity& proto) {
  Activity activity{.id = proto.id(),
                    .external_id = proto.external_id(),
                    .organisation = proto.organisation(),
                    .programme = proto.programme(),
                    .name = proto.name(),
                    .kind = rpc::Label(proto.kind()),
                    .starts_at_us = rpc::ToMicros(proto.starts_at()),
                    .ward = proto.ward(),
                    .partners = {proto.partners().begin(), proto.partners().end()},
                    .award = proto.award()};
  if (proto.has_ends_at()) activity.ends_at_us = rpc::ToMicros(proto.ends_at());
  return activity;
}

Activity LockOrRefuse(db::Transaction& tx, const std::string& id) {
  auto found = store::Lock(tx, id);
  if (!found) throw NotFound(kKind, id);
  return *found;
}

// A partner whose champions attended was there: who takes it off must first say that they were not.
void CheckAttendance(db::Transaction& tx, const Activity& activity, const References& references) {
  auto outsiders = store::Outsiders(tx, activity, references.partner_ids);
  if (outsiders.empty()) return;
  Refusal refusal(Code::kFailedPrecondition, "PARTNER_ATTENDS",
                  "champions of " + Join(outsiders, ", ") +
                      " attend: take them off the attendance before their organisation");
  throw refusal.With("organisations", Join(outsiders, ", "));
}

// The champions to attend. Throws for one that is named twice or may not attend.
std::vector<Attendee> Attendees(db::Transaction& tx, const Activity& activity,
                                const google::protobuf::RepeatedPtrField<std::string>& named) {
  std::map<std::string, int> places;  // by id, as the database writes it
  for (int i = 0; i < named.size(); ++i) {
    std::string id = named[i];
    std::transform(id.begin(), id.end(), id.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (!places.emplace(id, i).second) {
      throw InvalidField("champions[" + std::to_string(i) + "]",
                         "is " + Quoted(named[i]) + " again: expected each once");
    }
  }
  std::vector<std::string> champions;
  for (const auto& [id, place] : places) champions.push_back(id);
  auto attendees = store::FindAttendees(tx, activity, champions);
  for (const auto& attendee : attendees) places.erase(attendee.champion);
  if (!places.empty()) {
    auto first = std::min_element(places.begin(), places.end(),
                                  [](const auto& a, const auto& b) { return a.second < b.second; });
    throw NotFoundAt("champions[" + std::to_string(first->second) + "]", "champion",
                     named[first->second]);
  }
  return attendees;
}

}  // namespace

grpc::Status ActivityService::CreateActivity(grpc::ServerContext* context,
                                             const v1::CreateActivityRequest* request,
                                             v1::CreateActivityResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto activity = FromProto(request->activity());
    CheckTimes(activity);
    auto references = store::Resolve(tx, activity);
    auto id = store::Insert(tx, activity, references);
    if (!id) throw AlreadyExists(kKind, activity.external_id);
    call.Audit(
        {.object_kind = kKind, .object = *id, .organisation_id = references.organisation_id});
    *response->mutable_activity() = ToProto(*store::Get(tx, *id));
  });
}

grpc::Status ActivityService::GetActivity(grpc::ServerContext* context,
                                          const v1::GetActivityRequest* request,
                                          v1::GetActivityResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::Get(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_activity() = ToProto(*found);
  });
}

grpc::Status ActivityService::ListActivities(grpc::ServerContext* context,
                                             const v1::ListActivitiesRequest* request,
                                             v1::ListActivitiesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectActivities, "a.id", "uuid");
    query.PartByOrganisation("activity a", request->organisation());
    query.WhereIndexed("a.award_id = ?::uuid", request->award(), {});
    query.WhereIndexed("a.programme_id = (select id from programme where code = ?)",
                       request->programme(), {"id", "starts_at"});
    query.WhereRange("a.starts_at >= (?::date)::timestamp at time zone 'Europe/London'",
                     request->from(), "starts_at");
    query.WhereRange("a.starts_at < (?::date + 1)::timestamp at time zone 'Europe/London'",
                     request->to(), "starts_at");
    std::vector<rpc::SortKey> orders = {{"id", "a.id", "uuid"},
                                        {"starts_at", "a.starts_at", "timestamptz"}};
    // Days are found in their own order; in another they lie anywhere.
    if (!request->from().empty() || !request->to().empty()) std::swap(orders[0], orders[1]);
    for (auto row :
         query.Page(spine_, call, tx, *request, orders, response->mutable_next_page_token())) {
      *response->add_activities() = ToProto(store::FromRow(row));
    }
  });
}

grpc::Status ActivityService::UpdateActivity(grpc::ServerContext* context,
                                             const v1::UpdateActivityRequest* request,
                                             v1::UpdateActivityResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->activity();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Activity::descriptor());
    auto current = LockOrRefuse(tx, given.id());
    rpc::CheckEtag(given.etag(), current.version, kKind, given.id());
    auto merged = ToProto(current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    CheckTimes(changed);
    auto references = store::Resolve(tx, changed);
    if (fields.count("partners")) CheckAttendance(tx, current, references);
    store::Update(tx, changed, references);
    call.Audit({.object_kind = kKind,
                .object = current.id,
                .organisation_id = current.organisation_id,
                .fields = {fields.begin(), fields.end()}});
    *response->mutable_activity() = ToProto(*store::Get(tx, current.id));
  });
}

template <class Request, class Response>
grpc::Status ActivityService::Move(const char* verb, grpc::ServerContext* context,
                                   const Request* request, Response* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockOrRefuse(tx, request->id());
    rpc::CheckEtag(request->etag(), current.version, kKind, current.id);
    store::SetState(tx, current, StateAfter(verb, current.state));
    call.Audit({.object_kind = kKind,
                .object = current.id,
                .organisation_id = current.organisation_id,
                .fields = {"state"}});
    *response->mutable_activity() = ToProto(*store::Get(tx, current.id));
  });
}

grpc::Status ActivityService::CancelActivity(grpc::ServerContext* context,
                                             const v1::CancelActivityRequest* request,
                                             v1::CancelActivityResponse* response) {
  return Move("CancelActivity", context, request, response);
}

grpc::Status ActivityService::ReinstateActivity(grpc::ServerContext* context,
                                                const v1::ReinstateActivityRequest* request,
                                                v1::ReinstateActivityResponse* response) {
  return Move("ReinstateActivity", context, request, response);
}

grpc::Status ActivityService::SetActivityAttendance(grpc::ServerContext* context,
                                                    const v1::SetActivityAttendanceRequest* request,
                                                    v1::SetActivityAttendanceResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto activity = LockOrRefuse(tx, request->activity());
    auto attendees = Attendees(tx, activity, request->champions());
    if (store::SetAttendance(tx, activity, attendees)) {
      call.Audit({.object_kind = kKind,
                  .object = activity.id,
                  .organisation_id = activity.organisation_id,
                  .fields = {"attendance"}});
    }
    for (const auto& id : store::Attendance(tx, activity)) response->add_champions(id);
  });
}

grpc::Status ActivityService::GetActivityAttendance(grpc::ServerContext* context,
                                                    const v1::GetActivityAttendanceRequest* request,
                                                    v1::GetActivityAttendanceResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto activity = store::Get(tx, request->activity());
    if (!activity) throw NotFound(kKind, request->activity());
    for (const auto& id : store::Attendance(tx, *activity)) response->add_champions(id);
  });
}

}  // namespace champions::activities
