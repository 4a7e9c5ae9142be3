#pragma once

#include "kernel.h"

namespace palimpsest {

void RegisterActivations();
void RegisterAdam();
void RegisterBatchNorm();
void RegisterGru();
void RegisterLstm();

}  // namespace palimpsest
