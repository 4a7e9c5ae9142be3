// Mish and the gradients of ReLU and of max pooling.
#include <vector>

#include "parallel.h"
#include "registration.h"
#include "vector-math.h"

namespace palimpsest {
namespace {

// Above this, mish(x) equals x in float32.
constexpr float kLinearAbove = 20.0f;

// x · tanh(ln(1 + eˣ)) = x · m / (m + 2), m = eˣ(eˣ + 2).
void Mish(const Call& call) {
  const Tensor x = call.Input(0);
  const Tensor y = call.Output(0, x.shape());
  const float* in = x.data();
  float* out = y.data();
  ForValues(x.size(), [&](size_t first, size_t end) {
    PALIMPSEST_INDEPENDENT
    for (size_t i = first; i < end; i++) {
      const float power = Exp(std::min(in[i], kLinearAbove)), m = power * (power + 2.0f);
      out[i] = in[i] * m / (m + 2.0f);
    }
  });
}

// dy, x → dx.
void MishGrad(const Call& call) {
  const Tensor dy = call.Input(0), x = call.Input(1);
  Expect(dy.size() == x.size(), "shapes do not fit");
  const Tensor dx = call.Output(0, x.shape());
  const float *slopes = dy.data(), *in = x.data();
  float* out = dx.data();
  ForValues(x.size(), [&](size_t first, size_t end) {
    PALIMPSEST_INDEPENDENT
    for (size_t i = first; i < end; i++) {
      const float power = Exp(std::min(in[i], kLinearAbove)), m = power * (power + 2.0f), sum = m + 2.0f;
      out[i] = slopes[i] * (m / sum + in[i] * (4.0f * power * (power + 1.0f)) / (sum * sum));
    }
  });
}

// dy, y = max(x, 0) → dx.
void ReluGrad(const Call& call) {
  const Tensor dy = call.Input(0), y = call.Input(1);
  Expect(dy.size() == y.size(), "shapes do not fit");
  const Tensor dx = call.Output(0, y.shape());
  const float *slopes = dy.data(), *values = y.data();
  float* out = dx.data();
  ForValues(y.size(), [&](size_t first, size_t end) {
    PALIMPSEST_INDEPENDENT
    for (size_t i = first; i < end; i++) {
      const float slope = slopes[i];  // Read in any case, or the loop would branch.
      out[i] = values[i] > 0.0f ? slope : 0.0f;
    }
  });
}

// x (N, H, W, C), dy, and the numbers (height, width of the window, strides) → dx. Without padding; the first maximum of a
// window, row by row, takes all of its gradient.
void MaxPoolGrad(const Call& call) {
  const Tensor x = call.Input(0), dy = call.Input(1), numbers = call.Input(2);
  Expect(x.rank() == 4 && dy.rank() == 4 && numbers.size() == 4, "feature maps and four numbers were expected");
  const auto dim = [](const Tensor& tensor, int axis) { return static_cast<size_t>(tensor.dim(axis)); };
  const auto number = [&](size_t i) { return static_cast<size_t>(numbers.data()[i]); };
  const size_t height = dim(x, 1), width = dim(x, 2), channels = dim(x, 3), outHeight = dim(dy, 1), outWidth = dim(dy, 2);
  const size_t windowHeight = number(0), windowWidth = number(1), down = number(2), across = number(3);
  Expect(dim(dy, 0) == dim(x, 0) && dim(dy, 3) == channels && outHeight > 0 && outWidth > 0 &&
             (outHeight - 1) * down + windowHeight <= height && (outWidth - 1) * across + windowWidth <= width,
         "shapes do not fit");
  const Tensor dx = call.Output(0, x.shape());
  Parallel(dim(x, 0), WorkersFor(dim(x, 0), x.size()), [&](size_t image, size_t) {
    const float* in = x.data() + image * height * width * channels;
    const float* slopes = dy.data() + image * outHeight * outWidth * channels;
    float* out = dx.data() + image * height * width * channels;
    std::fill(out, out + height * width * channels, 0.0f);
    std::vector<float> highest(channels);
    std::vector<int32_t> where(channels);
    for (size_t oy = 0; oy < outHeight; oy++) {
      for (size_t ox = 0; ox < outWidth; ox++, slopes += channels) {
        const auto at = [&](size_t i, size_t j) { return ((oy * down + i) * width + ox * across + j) * channels; };
        std::copy(in + at(0, 0), in + at(0, 0) + channels, highest.begin());
        std::fill(where.begin(), where.end(), 0);
        float* best = highest.data();
        int32_t* place = where.data();
        for (size_t k = 1; k < windowHeight * windowWidth; k++) {
          const float* values = in + at(k / windowWidth, k % windowWidth);
          PALIMPSEST_INDEPENDENT
          for (size_t c = 0; c < channels; c++) {
            const bool higher = values[c] > best[c];
            place[c] = higher ? static_cast<int32_t>(k) : place[c];
            best[c] = higher ? values[c] : best[c];
          }
        }
        for (size_t k = 0; k < windowHeight * windowWidth; k++) {
          float* into = out + at(k / windowWidth, k % windowWidth);
          PALIMPSEST_INDEPENDENT
          for (size_t c = 0; c < channels; c++) {
            const float slope = slopes[c];
            into[c] += place[c] == static_cast<int32_t>(k) ? slope : 0.0f;
          }
        }
      }
    }
  });
}

}  // namespace

void RegisterActivations() {
  Register<Mish>("PalimpsestMish", {"x"}, {"y"});
  Register<MishGrad>("PalimpsestMishGrad", {"dy", "x"}, {"dx"});
  Register<ReluGrad>("PalimpsestReluGrad", {"dy", "y"}, {"dx"});
  Register<MaxPoolGrad>("PalimpsestMaxPoolGrad", {"x", "dy", "numbers"}, {"dx"});
}

}  // namespace palimpsest
