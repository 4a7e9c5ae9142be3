// A Node addon without functions: loading it makes Palimpsest's operations known to the TensorFlow that it is linked with.
#include <node_api.h>

#include "registration.h"

NAPI_MODULE_INIT() {
  try {
    palimpsest::RegisterActivations();
    palimpsest::RegisterAdam();
    palimpsest::RegisterBatchNorm();
    palimpsest::RegisterGru();
    palimpsest::RegisterLstm();
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return nullptr;
  }
  return exports;
}
