// The methods of AccessService about memberships.
#include "access/access_service.h"
#include "access/access_sql.h"
#include "access/membership_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::access {
namespace {

constexpr const char* kKind = "membership";

v1::Membership ToProto(const Membership& membership) {
  v1::Membership proto;
  proto.set_id(membership.id);
  proto.set_user(membership.user);
  proto.set_role(rpc::FromLabel<v1::Role>(membership.role));
  proto.set_organisation(membership.organisation);
  proto.set_programme(membership.programme);
  proto.set_state(rpc::FromLabel<v1::MembershipState>(membership.state));
  rpc::SetTimestamp(membership.created_at_us, proto.mutable_create_time());
  if (membership.revoked_at_us) {
    rpc::SetTimestamp(*membership.revoked_at_us, proto.mutable_revoke_time());
  }
  return proto;
}

}  // namespace

grpc::Status AccessService::CreateMembership(grpc::ServerContext* context,
                                             const v1::CreateMembershipRequest* request,
                                             v1::CreateMembershipResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        const auto& given = request->membership();
        Membership membership{.user = given.user(),
                              .role = rpc::Label(given.role()),
                              .organisation = given.organisation(),
                              .programme = given.programme()};
        CheckNewMembership(membership);
        auto id = store::InsertMembership(tx, membership);
        call.Audit({.object_kind = kKind, .object = id});
        *response->mutable_membership() = ToProto(*store::GetMembership(tx, id));
      }));
}

grpc::Status AccessService::GetMembership(grpc::ServerContext* context,
                                          const v1::GetMembershipRequest* request,
                                          v1::GetMembershipResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetMembership(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_membership() = ToProto(*found);
  });
}

grpc::Status AccessService::ListMemberships(grpc::ServerContext* context,
                                            const v1::ListMembershipsRequest* request,
                                            v1::ListMembershipsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectMemberships, "m.id", "uuid");
    query.Where("m.user_id = ?::uuid", request->user());
    query.Where("m.organisation_id = (select id from organisation where code = ?)",
                request->organisation());
    query.Where("m.programme_id = (select id from programme where code = ?)", request->programme());
    query.Where("m.role = ?::access_role", rpc::Label(request->role()));
    query.Where("(m.ended_at is null) = (? = 'STANDING')", rpc::Label(request->state()));
    for (auto row : query.Page(spine_, call, tx, *request, {{"id", "m.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_memberships() = ToProto(store::MembershipFromRow(row));
    }
  });
}

grpc::Status AccessService::RevokeMembership(grpc::ServerContext* context,
                                             const v1::RevokeMembershipRequest* request,
                                             v1::RevokeMembershipResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        auto found = store::GetMembership(tx, request->id());
        if (!found) throw NotFound(kKind, request->id());
        if (!store::EndMembership(tx, found->id)) {
          throw TransitionNotAllowed(kKind, "RevokeMembership", "REVOKED", {});
        }
        call.Audit({.object_kind = kKind, .object = found->id, .fields = {"state"}});
        *response->mutable_membership() = ToProto(*store::GetMembership(tx, found->id));
      }));
}

}  // namespace champions::access
