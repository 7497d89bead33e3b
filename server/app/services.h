#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>
#include <vector>

#include "reports/export_link.h"
#include "reports/schedule.h"
#include "reports/section_source.h"
#include "rpc/serve.h"

namespace champions::app {

// Every service of champions.v1, registered in this one place.
std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Spine& spine,
                                                         const reports::ExportLinks& links,
                                                         const reports::ExportSettings& exports,
                                                         const std::string& heads_file);

// What the board paper says beside the figures.
std::vector<reports::SectionSource> BoardSections();

}  // namespace champions::app
