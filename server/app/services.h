#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>
#include <vector>

#include "reports/export_link.h"
#include "reports/schedule.h"
#include "reports/section_source.h"
#include "rpc/serve.h"
#include "signin/settings.h"

namespace champions::app {

// What single services need beside the spine.
struct Surroundings {
  const reports::ExportLinks& links;
  reports::ExportSettings exports;
  std::string heads_file, erasures_file;
  signin::SignInSettings sign_in;
  bool exchange_only_partners = false;  // access/access_service.h
};

// Every service of champions.v1, registered in this one place.
std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Spine& spine,
                                                         const Surroundings& around);

// What the board paper says beside the figures.
std::vector<reports::SectionSource> BoardSections();

}  // namespace champions::app
