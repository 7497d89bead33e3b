#include "wards/ward_service.h"

#include <set>

#include "base/refusal.h"
#include "rpc/list_query.h"
#include "wards/wards_sql.h"

namespace champions::wards {

grpc::Status WardService::ImportWards(grpc::ServerContext* context,
                                      const v1::ImportWardsRequest* request,
                                      v1::ImportWardsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    std::vector<std::string> codes, names;
    std::vector<int> populations, deciles;
    std::set<std::string> seen;
    for (int i = 0; i < request->rows_size(); ++i) {
      const auto& ward = request->rows(i);
      if (!seen.insert(ward.code()).second) {
        throw InvalidField("rows[" + std::to_string(i) + "].code",
                           "is '" + ward.code() + "': expected each ward once");
      }
      codes.push_back(ward.code());
      names.push_back(ward.name());
      populations.push_back(ward.population());
      deciles.push_back(ward.deprivation_decile());
    }
    auto row = tx.ExecuteOne(sql::kPutWards, codes, names, populations, deciles);
    response->set_created(row.Int("created"));
    response->set_amended(row.Int("amended"));
    response->set_unchanged(row.Int("unchanged"));
    call.Audit({.object_kind = "ward", .object = "", .objects = request->rows_size()});
  });
}

grpc::Status WardService::ListWards(grpc::ServerContext* context,
                                    const v1::ListWardsRequest* request,
                                    v1::ListWardsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectWards, "w.code", "text");
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"code", "w.code", "text"}, {"name", "w.name", "text"}},
                               response->mutable_next_page_token())) {
      auto* ward = response->add_wards();
      ward->set_code(row.Text("code"));
      ward->set_name(row.Text("name"));
      ward->set_population(row.Int("population"));
      ward->set_deprivation_decile(row.Int("decile"));
    }
  });
}

}  // namespace champions::wards
