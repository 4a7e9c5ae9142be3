// A bidirectional GRU as PyTorch defines it: r = σ(xr + hr), z = σ(xz + hz), n = tanh(xn + r·hn), h' = n + z·(h − n), where
// (hr, hz, hn) = h · kernel + bias. `models/interpreters/tensorflow-gru.ts` computes the same step by step.
#include "registration.h"
#include "sequences.h"

namespace palimpsest {
namespace {

constexpr size_t kGates = 3;

// (rows, columns) = bias in every row + states (rows, hidden) · kernel.
void Recur(const float* states, const Panels& kernel, const float* bias, float* out, size_t rows) {
  for (size_t i = 0; i < rows; i++) std::copy(bias, bias + kernel.columns, out + i * kernel.columns);
  AddProduct({states, kernel.depth, 1}, kernel, out, rows);
}

// inputs, kernel, bias (2, 3·h) → states (outer, steps, inner, 2·h).
void Forward(const Call& call) {
  const Tensor inputs = call.Input(0), kernel = call.Input(1), bias = call.Input(2);
  const Recurrence r = Recurrence::Of(inputs, kernel, kGates);
  Expect(bias.size() == 2 * r.columns, "the bias has another width than the kernel");
  const Tensor states = call.Output(0, r.StatesShape());
  const size_t h = r.hidden;
  const std::vector<Panels> kernels = PanelsOf(kernel);
  const std::vector<Block> blocks = BlocksOf(r.sequences);
  Parallel(blocks.size(), r.WorkersFor(blocks), [&](size_t task, size_t) {
    const Block& block = blocks[task];
    const float* shift = bias.data() + block.direction * r.columns;
    std::vector<float> state(block.count * h), recurrent(block.count * r.columns);
    for (size_t n = 0; n < r.sequences.steps; n++) {
      const size_t t = r.Time(block.direction, n);
      Recur(state.data(), kernels[block.direction], shift, recurrent.data(), block.count);
      for (size_t i = 0; i < block.count; i++) {
        const float* x = inputs.data() + r.Gates(block, i, t);
        const float* u = recurrent.data() + i * r.columns;
        float* s = state.data() + i * h;
        float* out = states.data() + r.State(block, i, t);
        PALIMPSEST_INDEPENDENT
        for (size_t k = 0; k < h; k++) {
          const float reset = Sigmoid(x[k] + u[k]), keep = Sigmoid(x[h + k] + u[h + k]);
          const float fresh = Tanh(x[2 * h + k] + reset * u[2 * h + k]);
          out[k] = s[k] = fresh + keep * (s[k] - fresh);
        }
      }
    }
  });
}

// dy, inputs, kernel, bias, states → dInputs, dKernel, dBias.
void Backward(const Call& call) {
  const Tensor dy = call.Input(0), inputs = call.Input(1), kernel = call.Input(2), bias = call.Input(3);
  const Tensor states = call.Input(4);
  const Recurrence r = Recurrence::Of(inputs, kernel, kGates);
  Expect(bias.size() == 2 * r.columns, "the bias has another width than the kernel");
  r.ExpectStates(states);
  r.ExpectStates(dy);
  const Tensor dInputs = call.Output(0, inputs.shape());
  const Tensor dKernel = call.Output(1, kernel.shape());
  const Tensor dBias = call.Output(2, bias.shape());
  const size_t h = r.hidden, steps = r.sequences.steps;
  const std::vector<Panels> kernels = PanelsOf(kernel), transposed = PanelsOf(kernel, true);
  const std::vector<Block> blocks = BlocksOf(r.sequences);
  const size_t workers = r.WorkersFor(blocks);
  PartialSums kernelSums(workers, kernel.size());
  PartialSums biasSums(workers, bias.size());
  Parallel(blocks.size(), workers, [&](size_t task, size_t worker) {
    const Block& block = blocks[task];
    const size_t rows = block.count, d = block.direction;
    // Kept for all steps at once: sums over time are made in one go at the end.
    std::vector<float> before(steps * rows * h), gradients(steps * rows * r.columns);
    std::vector<float> carried(rows * h), recurrent(rows * r.columns);
    for (size_t n = steps; n-- > 0;) {
      const size_t t = r.Time(d, n);
      float* stateBefore = before.data() + n * rows * h;
      float* stepGradients = gradients.data() + n * rows * r.columns;
      if (n > 0) r.Gather(block, r.Time(d, n - 1), states, stateBefore);
      Recur(stateBefore, kernels[d], bias.data() + d * r.columns, recurrent.data(), rows);
      for (size_t i = 0; i < rows; i++) {
        const float* x = inputs.data() + r.Gates(block, i, t);
        const float* u = recurrent.data() + i * r.columns;
        const float* s = stateBefore + i * h;
        const float* dOut = dy.data() + r.State(block, i, t);
        float* carry = carried.data() + i * h;
        float* g = stepGradients + i * r.columns;
        float* dx = dInputs.data() + r.Gates(block, i, t);
        PALIMPSEST_INDEPENDENT
        for (size_t k = 0; k < h; k++) {
          const float reset = Sigmoid(x[k] + u[k]), keep = Sigmoid(x[h + k] + u[h + k]);
          const float fresh = Tanh(x[2 * h + k] + reset * u[2 * h + k]);
          const float total = dOut[k] + carry[k];
          const float byFresh = total * (1.0f - keep) * (1.0f - fresh * fresh);
          const float byReset = byFresh * u[2 * h + k] * reset * (1.0f - reset);
          const float byKeep = total * (s[k] - fresh) * keep * (1.0f - keep);
          dx[k] = g[k] = byReset;
          dx[h + k] = g[h + k] = byKeep;
          dx[2 * h + k] = byFresh;
          g[2 * h + k] = byFresh * reset;
          carry[k] = total * keep;
        }
      }
      AddProduct({stepGradients, r.columns, 1}, transposed[d], carried.data(), rows);
    }
    r.AddKernelGradient(before, gradients, kernelSums.Of(worker) + d * h * r.columns);
    float* sums = biasSums.Of(worker) + d * r.columns;
    for (size_t row = 0; row < steps * rows; row++)
      for (size_t c = 0; c < r.columns; c++) sums[c] += gradients[row * r.columns + c];
  });
  kernelSums.Total(dKernel.data());
  biasSums.Total(dBias.data());
}

}  // namespace

void RegisterGru() {
  Register<Forward>("PalimpsestGru", {"inputs", "kernel", "bias"}, {"states"});
  Register<Backward>("PalimpsestGruGrad", {"dy", "inputs", "kernel", "bias", "states"},
                     {"dinputs", "dkernel", "dbias"});
}

}  // namespace palimpsest
