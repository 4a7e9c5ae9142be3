// How a batch of sequences lies in memory, for recurrences in both directions.
#pragma once

#include <cstddef>
#include <vector>

#include "kernel.h"
#include "parallel.h"
#include "vector-math.h"

namespace palimpsest {

// Features (outer, steps, inner, channels). Each (outer, inner) is a sequence along `steps`, so that columns and rows of a
// feature map (N, H, W, C) run without being moved: columns as (N, H, W, C), rows as (N·H, W, 1, C).
struct Sequences {
  size_t outer, steps, inner;

  size_t count() const { return outer * inner; }
  // Position of step t of a sequence, in units of channels.
  size_t At(size_t sequence, size_t t) const {
    return ((sequence / inner) * steps + t) * inner + sequence % inner;
  }
};

// Some sequences in one direction; sequences do not depend on each other, so each block is work of its own.
struct Block {
  size_t direction, first, count;
};

// Few enough that what is kept of a block for its gradient stays in a core's cache.
constexpr size_t kSequencesPerBlock = 32;

inline std::vector<Block> BlocksOf(const Sequences& sequences) {
  std::vector<Block> blocks;
  for (size_t first = 0; first < sequences.count(); first += kSequencesPerBlock)
    for (size_t direction = 0; direction < 2; direction++)
      blocks.push_back({direction, first, std::min(kSequencesPerBlock, sequences.count() - first)});
  return blocks;
}

// The shapes of a bidirectional recurrence: inputs (outer, steps, inner, 2·gates·hidden), the first half for the direction
// along time; kernel (2, hidden, gates·hidden).
struct Recurrence {
  Sequences sequences;
  size_t hidden, columns;  // columns = gates·hidden

  static Recurrence Of(const Tensor& inputs, const Tensor& kernel, size_t gates) {
    Expect(inputs.rank() == 4 && kernel.rank() == 3 && kernel.dim(0) == 2, "inputs have rank 4, kernels (2, h, gates·h)");
    const size_t hidden = static_cast<size_t>(kernel.dim(1)), columns = gates * hidden;
    Expect(static_cast<size_t>(kernel.dim(2)) == columns, "the kernel has another number of gates");
    Expect(static_cast<size_t>(inputs.dim(3)) == 2 * columns, "the inputs have another width than the kernel");
    return {{static_cast<size_t>(inputs.dim(0)), static_cast<size_t>(inputs.dim(1)), static_cast<size_t>(inputs.dim(2))},
            hidden,
            columns};
  }

  std::vector<int64_t> StatesShape() const {
    return {static_cast<int64_t>(sequences.outer), static_cast<int64_t>(sequences.steps),
            static_cast<int64_t>(sequences.inner), static_cast<int64_t>(2 * hidden)};
  }
  void ExpectStates(const Tensor& states) const {
    Expect(states.shape() == StatesShape(), "states do not have the shape (outer, steps, inner, 2·h)");
  }
  size_t WorkersFor(const std::vector<Block>& blocks) const {
    return palimpsest::WorkersFor(blocks.size(), sequences.count() * sequences.steps * hidden * columns);
  }
  // Of the n-th step that a direction takes.
  size_t Time(size_t direction, size_t n) const { return direction == 0 ? n : sequences.steps - 1 - n; }
  // Offset of a direction's part of the states or inputs of a sequence at a time.
  size_t State(const Block& block, size_t i, size_t t) const {
    return sequences.At(block.first + i, t) * 2 * hidden + block.direction * hidden;
  }
  size_t Gates(const Block& block, size_t i, size_t t) const {
    return sequences.At(block.first + i, t) * 2 * columns + block.direction * columns;
  }
  // Copies a direction's part of states, or of cells, at a time: (block.count, hidden).
  void Gather(const Block& block, size_t t, const Tensor& from, float* out) const {
    for (size_t i = 0; i < block.count; i++) {
      const float* values = from.data() + State(block, i, t);
      std::copy(values, values + hidden, out + i * hidden);
    }
  }
  // out (hidden, columns) += the products of states before each step (rows, hidden) with gradients (rows, columns).
  void AddKernelGradient(const std::vector<float>& before, const std::vector<float>& gradients, float* out) const {
    const Panels panels({gradients.data(), columns, 1}, gradients.size() / columns, columns);
    AddProduct({before.data(), 1, hidden}, panels, out, hidden);
  }
};

// Both directions of a kernel (2, rows, columns), for products with it or with its transpose.
inline std::vector<Panels> PanelsOf(const Tensor& kernel, bool transposed = false) {
  const size_t rows = static_cast<size_t>(kernel.dim(1)), columns = static_cast<size_t>(kernel.dim(2));
  std::vector<Panels> panels(2);
  Parallel(2, WorkersFor(2, kernel.size()), [&](size_t direction, size_t) {
    const float* matrix = kernel.data() + direction * rows * columns;
    panels[direction] = transposed ? Panels({matrix, 1, columns}, columns, rows) : Panels({matrix, columns, 1}, rows, columns);
  });
  return panels;
}

// Sums that each worker keeps for itself, and their total.
class PartialSums {
 public:
  PartialSums(size_t workers, size_t size) : parts_(workers, std::vector<float>(size)) {}
  float* Of(size_t worker) { return parts_[worker].data(); }
  void Total(float* out) const {
    std::copy(parts_[0].begin(), parts_[0].end(), out);
    for (size_t w = 1; w < parts_.size(); w++)
      for (size_t i = 0; i < parts_[w].size(); i++) out[i] += parts_[w][i];
  }

 private:
  std::vector<std::vector<float>> parts_;
};

}  // namespace palimpsest
