#pragma once

#include <grpcpp/impl/codegen/service_type.h>

#include <memory>
#include <vector>

#include "rpc/serve.h"

namespace champions::app {

// Every service of champions.v1, registered in this one place.
std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Spine& spine);

}  // namespace champions::app
