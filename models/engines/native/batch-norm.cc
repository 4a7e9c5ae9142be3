// Batch normalisation with the statistics of the batch itself, over the last axis.
// `models/interpreters/tensorflow-batch-norm.ts` computes the same in operations.
#include "columns.h"
#include "registration.h"

namespace palimpsest {
namespace {

constexpr float kEpsilon = 1e-5f;

struct Rows {
  size_t count, columns;

  static Rows Of(const Tensor& x) {
    Expect(x.rank() > 0 && x.size() > 0, "there is nothing to normalise");
    const size_t columns = static_cast<size_t>(x.dim(x.rank() - 1));
    return {x.size() / columns, columns};
  }
  std::vector<int64_t> Shape() const { return {static_cast<int64_t>(columns)}; }
};

// x (…, C), scale (C), shift (C) → y, mean (C), biased variance (C).
void Forward(const Call& call) {
  const Tensor x = call.Input(0), scale = call.Input(1), shift = call.Input(2);
  const Rows rows = Rows::Of(x);
  const size_t c = rows.columns;
  Expect(scale.size() == c && shift.size() == c, "scale and shift have another width than x");
  const Tensor y = call.Output(0, x.shape());
  const Tensor mean = call.Output(1, rows.Shape()), variance = call.Output(2, rows.Shape());
  const float* values = x.data();
  float* means = mean.data();
  const std::vector<double> sums = SumRows(rows.count, c, [&](size_t row, float* into) {
    for (size_t k = 0; k < c; k++) into[k] += values[row * c + k];
  });
  for (size_t k = 0; k < c; k++) means[k] = static_cast<float>(sums[k] / rows.count);
  const std::vector<double> squares = SumRows(rows.count, c, [&](size_t row, float* into) {
    PALIMPSEST_INDEPENDENT
    for (size_t k = 0; k < c; k++) {
      const float centred = values[row * c + k] - means[k];
      into[k] += centred * centred;
    }
  });
  std::vector<float> factor(c);
  for (size_t k = 0; k < c; k++) {
    variance.data()[k] = static_cast<float>(squares[k] / rows.count);
    factor[k] = scale.data()[k] / std::sqrt(variance.data()[k] + kEpsilon);
  }
  float* out = y.data();
  const float* shifts = shift.data();
  ForRows(rows.count, c, [&](size_t first, size_t end) {
    for (size_t row = first; row < end; row++) {
      PALIMPSEST_INDEPENDENT
      for (size_t k = 0; k < c; k++) out[row * c + k] = (values[row * c + k] - means[k]) * factor[k] + shifts[k];
    }
  });
}

// dy, x, scale, mean, variance → dx, dScale, dShift.
void Backward(const Call& call) {
  const Tensor dy = call.Input(0), x = call.Input(1), scale = call.Input(2), mean = call.Input(3);
  const Tensor variance = call.Input(4);
  const Rows rows = Rows::Of(x);
  const size_t c = rows.columns;
  Expect(dy.size() == x.size() && scale.size() == c && mean.size() == c && variance.size() == c, "shapes do not fit");
  const Tensor dx = call.Output(0, x.shape());
  const Tensor dScale = call.Output(1, rows.Shape()), dShift = call.Output(2, rows.Shape());
  const float *values = x.data(), *slopes = dy.data(), *means = mean.data();
  std::vector<float> inverse(c);
  for (size_t k = 0; k < c; k++) inverse[k] = 1.0f / std::sqrt(variance.data()[k] + kEpsilon);
  const std::vector<double> sums = SumRows(rows.count, 2 * c, [&](size_t row, float* into) {
    PALIMPSEST_INDEPENDENT
    for (size_t k = 0; k < c; k++) {
      const float slope = slopes[row * c + k];
      into[k] += slope;
      into[c + k] += slope * (values[row * c + k] - means[k]) * inverse[k];
    }
  });
  std::vector<float> byShift(c), byScale(c), factor(c);
  for (size_t k = 0; k < c; k++) {
    dShift.data()[k] = static_cast<float>(sums[k]);
    dScale.data()[k] = static_cast<float>(sums[c + k]);
    byShift[k] = static_cast<float>(sums[k] / rows.count);
    byScale[k] = static_cast<float>(sums[c + k] / rows.count) * inverse[k];
    factor[k] = inverse[k] * scale.data()[k];
  }
  float* out = dx.data();
  ForRows(rows.count, c, [&](size_t first, size_t end) {
    for (size_t row = first; row < end; row++) {
      PALIMPSEST_INDEPENDENT
      for (size_t k = 0; k < c; k++) {
        const size_t i = row * c + k;
        out[i] = (slopes[i] - byShift[k] - (values[i] - means[k]) * byScale[k]) * factor[k];
      }
    }
  });
}

// x (rows, C) → its sums over the rows, (C).
void ColumnSums(const Call& call) {
  const Tensor x = call.Input(0);
  const Rows rows = Rows::Of(x);
  const Tensor out = call.Output(0, rows.Shape());
  const float* values = x.data();
  const std::vector<double> sums = SumRows(rows.count, rows.columns, [&](size_t row, float* into) {
    for (size_t k = 0; k < rows.columns; k++) into[k] += values[row * rows.columns + k];
  });
  std::copy(sums.begin(), sums.end(), out.data());
}

}  // namespace

void RegisterBatchNorm() {
  Register<Forward>("PalimpsestBatchNorm", {"x", "scale", "shift"}, {"y", "mean", "variance"});
  Register<Backward>("PalimpsestBatchNormGrad", {"dy", "x", "scale", "mean", "variance"}, {"dx", "dscale", "dshift"});
  Register<ColumnSums>("PalimpsestColumnSums", {"x"}, {"sums"});
}

}  // namespace palimpsest
