// Elementary functions and products as plain loops that compilers turn into vector instructions.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

// Before a loop whose arrays do not overlap, which compilers cannot know.
#ifdef __clang__
#define PALIMPSEST_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define PALIMPSEST_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace palimpsest {

constexpr float kLowestExponent = -87.0f;
constexpr float kHighestExponent = 88.0f;

// e^x to about 1e-7 of its value: 2^n times a polynomial (Cephes, Moshier 1992), x held where float32 can hold the result.
inline float Exp(float x) {
  x = std::min(std::max(x, kLowestExponent), kHighestExponent);
  const float n = std::nearbyint(x * 1.44269504088896341f);
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const int32_t bits = (static_cast<int32_t>(n) + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return p * power;
}

inline float Sigmoid(float x) { return 1.0f / (1.0f + Exp(-x)); }
inline float Tanh(float x) { return 1.0f - 2.0f / (Exp(2.0f * x) + 1.0f); }

// How much of a product's result is held in registers at once: two registers of kLanes in each row of a tile.
#if defined(__AVX512F__)
constexpr size_t kLanes = 16, kTileRows = 8;
#elif defined(__AVX__)
constexpr size_t kLanes = 8, kTileRows = 4;
#else
constexpr size_t kLanes = 4, kTileRows = 4;
#endif
constexpr size_t kTileColumns = 2 * kLanes;
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(sizeof(float)), may_alias));

// Element (i, j) lies at data[i * row + j * column].
struct Strided {
  const float* data;
  size_t row, column;
};

// A matrix (depth, columns) in panels of kTileColumns columns, the last one filled up with zeros: what a product reads then
// lies in a row, whatever the matrix's width.
class Panels {
 public:
  Panels() = default;
  Panels(Strided matrix, size_t depth, size_t columns) : depth(depth), columns(columns) {
    values_.resize(((columns + kTileColumns - 1) / kTileColumns) * kTileColumns * depth);
    for (size_t first = 0; first < columns; first += kTileColumns) {
      const size_t width = std::min(kTileColumns, columns - first);
      const float* from = matrix.data + first * matrix.column;
      float* panel = values_.data() + first * depth;
      // Along what lies in a row.
      if (matrix.column == 1) {
        for (size_t k = 0; k < depth; k++)
          std::copy(from + k * matrix.row, from + k * matrix.row + width, panel + k * kTileColumns);
      } else {
        for (size_t c = 0; c < width; c++)
          for (size_t k = 0; k < depth; k++) panel[k * kTileColumns + c] = from[k * matrix.row + c * matrix.column];
      }
    }
  }
  // Of the columns from `first`, a multiple of kTileColumns.
  const float* From(size_t first) const { return values_.data() + first * depth; }

  size_t depth = 0, columns = 0;

 private:
  std::vector<float> values_;
};

template <size_t Rows>
inline void AddTile(Strided a, const float* panel, float* out, size_t ldo, size_t depth, size_t width) {
  Lanes left[Rows] = {}, right[Rows] = {};
  for (size_t k = 0; k < depth; k++) {
    const Lanes* b = reinterpret_cast<const Lanes*>(panel + k * kTileColumns);
    const float* column = a.data + k * a.column;
    for (size_t r = 0; r < Rows; r++) {
      const float value = column[r * a.row];
      left[r] += value * b[0];
      right[r] += value * b[1];
    }
  }
  for (size_t r = 0; r < Rows; r++) {
    float sums[kTileColumns];
    std::memcpy(sums, &left[r], sizeof left[r]);
    std::memcpy(sums + kLanes, &right[r], sizeof right[r]);
    for (size_t c = 0; c < width; c++) out[r * ldo + c] += sums[c];
  }
}

// out (rows, b.columns) += a (rows, b.depth) * b.
inline void AddProduct(Strided a, const Panels& b, float* out, size_t rows) {
  for (size_t c = 0; c < b.columns; c += kTileColumns) {
    const size_t width = std::min(kTileColumns, b.columns - c);
    size_t r = 0;
    for (; r + kTileRows <= rows; r += kTileRows)
      AddTile<kTileRows>({a.data + r * a.row, a.row, a.column}, b.From(c), out + r * b.columns + c, b.columns, b.depth,
                         width);
    for (; r < rows; r++)
      AddTile<1>({a.data + r * a.row, a.row, a.column}, b.From(c), out + r * b.columns + c, b.columns, b.depth, width);
  }
}

}  // namespace palimpsest
