// A thin layer over TensorFlow's C interface for kernels: inputs, outputs, and failures as exceptions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace palimpsest {

struct DeleteStatus {
  void operator()(TF_Status* status) const { TF_DeleteStatus(status); }
};
using Status = std::unique_ptr<TF_Status, DeleteStatus>;

inline Status NewStatus() { return Status(TF_NewStatus()); }

inline void Check(const Status& status) {
  if (TF_GetCode(status.get()) != TF_OK) throw std::runtime_error(TF_Message(status.get()));
}

// A float32 tensor of one call.
class Tensor {
 public:
  explicit Tensor(TF_Tensor* tensor) : tensor_(tensor) {
    if (TF_TensorType(tensor) != TF_FLOAT) throw std::runtime_error("a float32 tensor was expected");
    data_ = static_cast<float*>(TF_TensorData(tensor));
  }
  float* data() const { return data_; }
  int rank() const { return TF_NumDims(tensor_.get()); }
  int64_t dim(int axis) const { return TF_Dim(tensor_.get(), axis); }
  size_t size() const { return static_cast<size_t>(TF_TensorElementCount(tensor_.get())); }
  std::vector<int64_t> shape() const {
    std::vector<int64_t> shape;
    for (int axis = 0; axis < rank(); axis++) shape.push_back(dim(axis));
    return shape;
  }

 private:
  struct Delete {
    void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
  };
  std::unique_ptr<TF_Tensor, Delete> tensor_;
  float* data_;
};

class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {}

  Tensor Input(int index) const {
    TF_Tensor* tensor = nullptr;
    const Status status = NewStatus();
    TF_GetInput(context_, index, &tensor, status.get());
    Check(status);
    return Tensor(tensor);
  }

  // Not initialised.
  Tensor Output(int index, const std::vector<int64_t>& shape) const {
    size_t elements = 1;
    for (const int64_t dim : shape) elements *= static_cast<size_t>(dim);
    const Status status = NewStatus();
    TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                          elements * sizeof(float), status.get());
    Check(status);
    return Tensor(tensor);
  }

 private:
  TF_OpKernelContext* context_;
};

inline void Expect(bool condition, const char* message) {
  if (!condition) throw std::runtime_error(message);
}

using Compute = void (*)(const Call&);

template <Compute compute>
void Guarded(void*, TF_OpKernelContext* context) {
  const Status status = NewStatus();
  try {
    compute(Call(context));
  } catch (const std::bad_alloc&) {
    TF_SetStatus(status.get(), TF_RESOURCE_EXHAUSTED, "out of memory");
    TF_OpKernelContext_Failure(context, status.get());
  } catch (const std::exception& error) {
    TF_SetStatus(status.get(), TF_INVALID_ARGUMENT, error.what());
    TF_OpKernelContext_Failure(context, status.get());
  }
}

// Makes an operation on float32 tensors, and how a processor computes it, known to TensorFlow.
template <Compute compute>
void Register(const char* name, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs) {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(definition, (std::string(input) + ": float").c_str());
  for (const char* output : outputs)
    TF_OpDefinitionBuilderAddOutput(definition, (std::string(output) + ": float").c_str());
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, &TF_ShapeInferenceContextSetUnknownShape);
  const Status status = NewStatus();
  TF_RegisterOpDefinition(definition, status.get());
  Check(status);
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(name, "CPU", nullptr, &Guarded<compute>, nullptr);
  TF_RegisterKernelBuilder(name, kernel, status.get());
  Check(status);
}

}  // namespace palimpsest
