// The optimiser's pass over one parameter, and the sum of squares that clipping needs, each in one reading of memory.
#include "parallel.h"
#include "registration.h"
#include "vector-math.h"

namespace palimpsest {
namespace {

// Adam (Kingma and Ba, 2015): parameter, first and second moment, gradient, and the numbers (rate, beta1, beta2, epsilon,
// scale of the gradient) → new parameter and moments. `models/training/adam.ts` has the same in operations.
void Step(const Call& call) {
  const Tensor parameter = call.Input(0), first = call.Input(1), second = call.Input(2), gradient = call.Input(3);
  const Tensor numbers = call.Input(4);
  const size_t size = parameter.size();
  Expect(first.size() == size && second.size() == size && gradient.size() == size, "moments and gradient do not fit");
  Expect(numbers.size() == 5, "five numbers were expected");
  const Tensor newParameter = call.Output(0, parameter.shape());
  const Tensor newFirst = call.Output(1, parameter.shape()), newSecond = call.Output(2, parameter.shape());
  const float* n = numbers.data();
  const float rate = n[0], beta1 = n[1], beta2 = n[2], epsilon = n[3], scale = n[4];
  const float *p = parameter.data(), *m = first.data(), *v = second.data(), *g = gradient.data();
  float *pOut = newParameter.data(), *mOut = newFirst.data(), *vOut = newSecond.data();
  ForValues(size, [&](size_t begin, size_t end) {
    PALIMPSEST_INDEPENDENT
    for (size_t i = begin; i < end; i++) {
      const float slope = g[i] * scale;
      const float mean = beta1 * m[i] + (1.0f - beta1) * slope;
      const float spread = beta2 * v[i] + (1.0f - beta2) * slope * slope;
      mOut[i] = mean;
      vOut[i] = spread;
      pOut[i] = p[i] - rate * mean / (std::sqrt(spread) + epsilon);
    }
  });
}

// Σ x² as a tensor (1).
void SumOfSquares(const Call& call) {
  const Tensor x = call.Input(0);
  const Tensor sum = call.Output(0, {1});
  const float* values = x.data();
  std::vector<double> parts(TasksFor(x.size()));
  ForValues(x.size(), [&](size_t begin, size_t end) {
    float lanes[kTileColumns] = {};
    size_t i = begin;
    for (; i + kTileColumns <= end; i += kTileColumns)
      for (size_t c = 0; c < kTileColumns; c++) lanes[c] += values[i + c] * values[i + c];
    double total = 0;
    for (const float lane : lanes) total += lane;
    for (; i < end; i++) total += values[i] * values[i];
    parts[begin / kValuesPerTask] = total;
  });
  double total = 0;
  for (const double part : parts) total += part;
  sum.data()[0] = static_cast<float>(total);
}

}  // namespace

void RegisterAdam() {
  Register<Step>("PalimpsestAdam", {"parameter", "first", "second", "gradient", "numbers"},
                 {"new_parameter", "new_first", "new_second"});
  Register<SumOfSquares>("PalimpsestSumOfSquares", {"x"}, {"sum"});
}

}  // namespace palimpsest
