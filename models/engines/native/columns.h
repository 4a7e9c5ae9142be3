// Sums over the rows of (rows, columns), in blocks: float32 loses digits with every term of a long sum.
#pragma once

#include <vector>

#include "parallel.h"
#include "vector-math.h"

namespace palimpsest {

constexpr size_t kRowsPerBlock = 128;

inline size_t RowBlocks(size_t rows) { return (rows + kRowsPerBlock - 1) / kRowsPerBlock; }

// add(row, sums) adds the `count` terms of one row to sums. Returns the totals.
template <typename Add>
std::vector<double> SumRows(size_t rows, size_t count, const Add& add) {
  const size_t blocks = RowBlocks(rows);
  std::vector<float> parts(blocks * count);
  Parallel(blocks, WorkersFor(blocks, rows * count), [&](size_t block, size_t) {
    const size_t end = std::min(rows, (block + 1) * kRowsPerBlock);
    for (size_t row = block * kRowsPerBlock; row < end; row++) add(row, parts.data() + block * count);
  });
  std::vector<double> totals(count);
  for (size_t block = 0; block < blocks; block++)
    for (size_t i = 0; i < count; i++) totals[i] += parts[block * count + i];
  return totals;
}

// work(first, end) for all rows of `columns` values, block by block.
template <typename Work>
void ForRows(size_t rows, size_t columns, const Work& work) {
  const size_t blocks = RowBlocks(rows);
  Parallel(blocks, WorkersFor(blocks, rows * columns), [&](size_t block, size_t) {
    work(block * kRowsPerBlock, std::min(rows, (block + 1) * kRowsPerBlock));
  });
}

}  // namespace palimpsest
