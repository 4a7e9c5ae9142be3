// A bidirectional LSTM: (i, f, g, o) = inputs + h · kernel, c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c').
// `models/interpreters/tensorflow-lstm.ts` computes the same step by step.
#include "registration.h"
#include "sequences.h"

namespace palimpsest {
namespace {

constexpr size_t kGates = 4;

// inputs with all biases, kernel → states, cells, both (outer, steps, inner, 2·h), and the gates' sums, of the inputs' shape.
void Forward(const Call& call) {
  const Tensor inputs = call.Input(0), kernel = call.Input(1);
  const Recurrence r = Recurrence::Of(inputs, kernel, kGates);
  const Tensor states = call.Output(0, r.StatesShape());
  const Tensor cells = call.Output(1, r.StatesShape());
  const Tensor gates = call.Output(2, inputs.shape());
  const size_t h = r.hidden;
  const std::vector<Panels> kernels = PanelsOf(kernel);
  const std::vector<Block> blocks = BlocksOf(r.sequences);
  Parallel(blocks.size(), r.WorkersFor(blocks), [&](size_t task, size_t) {
    const Block& block = blocks[task];
    std::vector<float> state(block.count * h), cell(block.count * h), sums(block.count * r.columns);
    for (size_t n = 0; n < r.sequences.steps; n++) {
      const size_t t = r.Time(block.direction, n);
      for (size_t i = 0; i < block.count; i++) {
        const float* x = inputs.data() + r.Gates(block, i, t);
        std::copy(x, x + r.columns, sums.data() + i * r.columns);
      }
      AddProduct({state.data(), h, 1}, kernels[block.direction], sums.data(), block.count);
      for (size_t i = 0; i < block.count; i++) {
        const float* u = sums.data() + i * r.columns;
        float* s = state.data() + i * h;
        float* c = cell.data() + i * h;
        float* stateOut = states.data() + r.State(block, i, t);
        float* cellOut = cells.data() + r.State(block, i, t);
        PALIMPSEST_INDEPENDENT
        for (size_t k = 0; k < h; k++) {
          const float next = Sigmoid(u[h + k]) * c[k] + Sigmoid(u[k]) * Tanh(u[2 * h + k]);
          cellOut[k] = c[k] = next;
          stateOut[k] = s[k] = Sigmoid(u[3 * h + k]) * Tanh(next);
        }
        std::copy(u, u + r.columns, gates.data() + r.Gates(block, i, t));
      }
    }
  });
}

// dy, and kernel, states, cells and gates of the forward pass → dInputs, dKernel.
void Backward(const Call& call) {
  const Tensor dy = call.Input(0), kernel = call.Input(1), states = call.Input(2), cells = call.Input(3);
  const Tensor gates = call.Input(4);
  const Recurrence r = Recurrence::Of(gates, kernel, kGates);
  r.ExpectStates(states);
  r.ExpectStates(cells);
  r.ExpectStates(dy);
  const Tensor dInputs = call.Output(0, gates.shape());
  const Tensor dKernel = call.Output(1, kernel.shape());
  const size_t h = r.hidden, steps = r.sequences.steps;
  const std::vector<Panels> transposed = PanelsOf(kernel, true);
  const std::vector<Block> blocks = BlocksOf(r.sequences);
  const size_t workers = r.WorkersFor(blocks);
  PartialSums kernelSums(workers, kernel.size());
  Parallel(blocks.size(), workers, [&](size_t task, size_t worker) {
    const Block& block = blocks[task];
    const size_t rows = block.count, d = block.direction;
    // Kept for all steps at once: the product over time is made in one go at the end.
    std::vector<float> before(steps * rows * h), gradients(steps * rows * r.columns);
    std::vector<float> cellBefore(rows * h), dState(rows * h), dCell(rows * h);
    for (size_t n = steps; n-- > 0;) {
      const size_t t = r.Time(d, n);
      float* stateBefore = before.data() + n * rows * h;
      float* g = gradients.data() + n * rows * r.columns;
      if (n > 0) {
        r.Gather(block, r.Time(d, n - 1), states, stateBefore);
        r.Gather(block, r.Time(d, n - 1), cells, cellBefore.data());
      } else {
        std::fill(cellBefore.begin(), cellBefore.end(), 0.0f);
      }
      for (size_t i = 0; i < rows; i++) {
        const float* u = gates.data() + r.Gates(block, i, t);
        const float* c = cellBefore.data() + i * h;
        const float* cellOut = cells.data() + r.State(block, i, t);
        const float* dOut = dy.data() + r.State(block, i, t);
        float* carriedState = dState.data() + i * h;
        float* carriedCell = dCell.data() + i * h;
        float* gi = g + i * r.columns;
        PALIMPSEST_INDEPENDENT
        for (size_t k = 0; k < h; k++) {
          const float in = Sigmoid(u[k]), forget = Sigmoid(u[h + k]), fresh = Tanh(u[2 * h + k]);
          const float out = Sigmoid(u[3 * h + k]), squashed = Tanh(cellOut[k]);
          const float byState = dOut[k] + carriedState[k];
          const float byCell = byState * out * (1.0f - squashed * squashed) + carriedCell[k];
          gi[k] = byCell * fresh * in * (1.0f - in);
          gi[h + k] = byCell * c[k] * forget * (1.0f - forget);
          gi[2 * h + k] = byCell * in * (1.0f - fresh * fresh);
          gi[3 * h + k] = byState * squashed * out * (1.0f - out);
          carriedCell[k] = byCell * forget;
          carriedState[k] = 0.0f;
        }
        std::copy(gi, gi + r.columns, dInputs.data() + r.Gates(block, i, t));
      }
      AddProduct({g, r.columns, 1}, transposed[d], dState.data(), rows);
    }
    r.AddKernelGradient(before, gradients, kernelSums.Of(worker) + d * h * r.columns);
  });
  kernelSums.Total(dKernel.data());
}

}  // namespace

void RegisterLstm() {
  Register<Forward>("PalimpsestLstm", {"inputs", "kernel"}, {"states", "cells", "gates"});
  Register<Backward>("PalimpsestLstmGrad", {"dy", "kernel", "states", "cells", "gates"}, {"dinputs", "dkernel"});
}

}  // namespace palimpsest
