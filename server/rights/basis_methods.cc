// RightsService: versions of the privacy notice, the basis of each purpose, consent.
#include "base/rights_refusal.h"
#include "rights/rights_service.h"
#include "rights/rights_sql.h"
#include "rights/rights_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::rights {
namespace {

constexpr const char* kNotice = "privacy_notice";
constexpr const char* kBasis = "champion_basis";

v1::PrivacyNotice ToProto(const Notice& notice) {
  v1::PrivacyNotice proto;
  proto.set_code(notice.code);
  proto.set_in_force_on(notice.in_force_on);
  proto.set_url(notice.url);
  proto.set_sha256(notice.sha256);
  proto.set_note(notice.note);
  rpc::SetTimestamp(notice.created_at_us, proto.mutable_create_time());
  return proto;
}

v1::ChampionBasis ToProto(const Basis& basis) {
  v1::ChampionBasis proto;
  proto.set_id(basis.id);
  proto.set_champion(basis.champion);
  proto.set_organisation(basis.organisation);
  proto.set_purpose(rpc::FromLabel<v1::ChampionPurpose>(basis.purpose));
  proto.set_lawful_basis(rpc::FromLabel<v1::LawfulBasis>(basis.lawful_basis));
  proto.set_notice(basis.notice);
  proto.set_informed_on(basis.informed_on);
  proto.set_consented_on(basis.consented_on);
  proto.set_consent_form(basis.consent_form);
  proto.set_withdrawn_on(basis.withdrawn_on);
  proto.set_refused(basis.refused);
  proto.set_erasure_due(ErasureDue(basis));
  proto.set_recorded_by(basis.recorded_by);
  proto.set_etag(rpc::Etag(basis.version));
  rpc::SetTimestamp(basis.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(basis.updated_at_us, proto.mutable_update_time());
  return proto;
}

Basis FromProto(const v1::ChampionBasis& proto) {
  Basis basis;
  basis.champion = proto.champion();
  basis.purpose = rpc::Label(proto.purpose());
  basis.lawful_basis = rpc::Label(proto.lawful_basis());
  basis.notice = proto.notice();
  basis.informed_on = proto.informed_on();
  basis.consented_on = proto.consented_on();
  basis.consent_form = proto.consent_form();
  return basis;
}

void FindNotice(db::Transaction& tx, Basis* basis) {
  if (basis->notice.empty()) return;
  auto notice = store::GetNotice(tx, basis->notice);
  if (!notice) throw NotFoundAt("champion_basis.notice", kNotice, basis->notice);
  basis->notice_id = notice->id;
}

// What was refused may be done again on a new consent alone, and on no other basis in its place.
void CheckNotRefused(const Basis& basis, const std::string& refused_on) {
  if (refused_on.empty() || (basis.is_consent() && basis.consented_on >= refused_on)) return;
  auto refusal = PurposeRefused(basis.purpose, basis.champion);
  std::string since =
      "expected CONSENT, given on " + refused_on + " or later, since it was refused then";
  refusal.fields = {
      {basis.is_consent() ? "champion_basis.consented_on" : "champion_basis.lawful_basis",
       "is " + (basis.is_consent() ? basis.consented_on : basis.lawful_basis) + ": " + since}};
  throw refusal;
}

}  // namespace

Record LockedChampion(db::Transaction& transaction, const std::string& id) {
  auto organisation = store::LockChampion(transaction, id);
  if (!organisation) throw NotFound("champion", id);
  Record champion;
  champion.organisation_id = *organisation;
  champion.champion = id;
  return champion;
}

void AuditRight(rpc::Call& call, const Record& champion, const std::string& right) {
  call.Audit({.object_kind = "champion",
              .object = champion.champion,
              .organisation_id = champion.organisation_id,
              .fields = {right}});
}

grpc::Status RightsService::CreatePrivacyNotice(grpc::ServerContext* context,
                                                const v1::CreatePrivacyNoticeRequest* request,
                                                v1::CreatePrivacyNoticeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->privacy_notice();
    Notice notice{.code = given.code(),
                  .in_force_on = given.in_force_on(),
                  .url = given.url(),
                  .sha256 = given.sha256(),
                  .note = given.note()};
    Refuse(CheckNotice(notice));
    if (!store::Insert(tx, notice)) throw AlreadyExists(kNotice, notice.code);
    call.Audit({.object_kind = kNotice, .object = notice.code});
    *response->mutable_privacy_notice() = ToProto(*store::GetNotice(tx, notice.code));
  });
}

grpc::Status RightsService::GetPrivacyNotice(grpc::ServerContext* context,
                                             const v1::GetPrivacyNoticeRequest* request,
                                             v1::GetPrivacyNoticeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetNotice(tx, request->code());
    if (!found) throw NotFound(kNotice, request->code());
    *response->mutable_privacy_notice() = ToProto(*found);
  });
}

grpc::Status RightsService::ListPrivacyNotices(grpc::ServerContext* context,
                                               const v1::ListPrivacyNoticesRequest* request,
                                               v1::ListPrivacyNoticesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectNotices, "n.id", "uuid");
    for (auto row :
         query.Page(spine_, call, tx, *request,
                    {{"in_force_on", "n.in_force_on", "date"}, {"code", "n.code", "text"}},
                    response->mutable_next_page_token())) {
      *response->add_privacy_notices() = ToProto(store::NoticeFromRow(row));
    }
  });
}

grpc::Status RightsService::SetChampionBasis(grpc::ServerContext* context,
                                             const v1::SetChampionBasisRequest* request,
                                             v1::SetChampionBasisResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->champion_basis();
    auto basis = FromProto(given);
    Refuse(CheckBasis(basis, store::Today(tx)));
    auto champion = LockedChampion(tx, given.champion());
    basis.organisation_id = champion.organisation_id;
    FindNotice(tx, &basis);
    auto before = store::GetBasis(tx, champion, basis.purpose);
    rpc::CheckEtag(given.etag(), before ? before->version : 0, kBasis, given.champion());
    CheckNotRefused(basis, store::RefusedSince(tx, champion, basis.purpose));
    store::Put(tx, call.principal(), basis);
    if (basis.is_consent()) store::EndObjections(tx, call.principal(), basis);
    AuditRight(call, champion, "basis");
    *response->mutable_champion_basis() = ToProto(*store::GetBasis(tx, champion, basis.purpose));
  });
}

grpc::Status RightsService::ListChampionBases(grpc::ServerContext* context,
                                              const v1::ListChampionBasesRequest* request,
                                              v1::ListChampionBasesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectBases, "b.id", "uuid");
    query.PartByOrganisation("champion_basis b", request->organisation());
    query.WhereIndexed("b.champion_id = ?::uuid", request->champion(), {});
    query.Where("b.purpose = any (?::champion_purpose[])",
                rpc::Labels<v1::ChampionPurpose>(request->purposes()));
    for (auto row : query.Page(spine_, call, tx, *request, {{"id", "b.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_champion_bases() = ToProto(store::BasisFromRow(row));
    }
  });
}

grpc::Status RightsService::WithdrawChampionConsent(
    grpc::ServerContext* context, const v1::WithdrawChampionConsentRequest* request,
    v1::WithdrawChampionConsentResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto today = store::Today(tx);
    auto champion = LockedChampion(tx, request->champion());
    auto purpose = rpc::Label(request->purpose());
    auto basis = store::GetBasis(tx, champion, purpose);
    if (!basis || !basis->is_consent() || !basis->withdrawn_on.empty()) {
      throw Refusal(Code::kFailedPrecondition, "NO_CONSENT",
                    "there is no consent to " + purpose +
                        " to withdraw: the purpose rests on another basis, on none that was "
                        "recorded, or consent was withdrawn before")
          .With("champion", champion.champion)
          .With("purpose", purpose);
    }
    basis->withdrawn_on = request->withdrawn_on().empty() ? today : request->withdrawn_on();
    Violations violations;
    CheckPast("withdrawn_on", basis->withdrawn_on, today, &violations);
    CheckNotBefore("withdrawn_on", basis->withdrawn_on, basis->consented_on, "consented_on",
                   &violations);
    Refuse(std::move(violations));
    store::Put(tx, call.principal(), *basis);
    if (purpose == "VOLUNTEERING") {
      Restriction until_erased;
      static_cast<Record&>(until_erased) = champion;
      until_erased.ground = "ERASURE_DUE";
      store::Insert(tx, call.principal(), until_erased);
    }
    AuditRight(call, champion, "consent");
    *response->mutable_champion_basis() = ToProto(*store::GetBasis(tx, champion, purpose));
  });
}

}  // namespace champions::rights
