// A Node addon without functions: loading it makes Palimpsest's operations known to the TensorFlow that it is linked with.
#include <node_api.h>

#include "registration.h"

namespace {

bool RegisterAll() {
  palimpsest::RegisterActivations();
  palimpsest::RegisterAdam();
  palimpsest::RegisterBatchNorm();
  palimpsest::RegisterGru();
  palimpsest::RegisterLstm();
  return true;
}

}  // namespace

NAPI_MODULE_INIT() {
  try {
    // Once a process, though every thread of JavaScript loads the addon for itself.
    static const bool registered = RegisterAll();
    (void)registered;
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return nullptr;
  }
  return exports;
}
