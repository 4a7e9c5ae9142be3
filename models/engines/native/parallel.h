// Work split among the processor's cores.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace palimpsest {

// Multiplications, or as much, for which starting a thread pays.
constexpr size_t kOperationsPerWorker = 1 << 18;

// How many workers share that many tasks of `operations` in all: at most one for each core.
inline size_t WorkersFor(size_t tasks, size_t operations) {
  const size_t cores = std::max(1u, std::thread::hardware_concurrency());
  return std::max<size_t>(1, std::min({tasks, cores, operations / kOperationsPerWorker}));
}

// work(task, worker) for every task. Which worker does which is fixed, so that sums by worker come out the same every time.
// Throws what a worker threw.
template <typename Work>
void Parallel(size_t tasks, size_t workers, const Work& work) {
  std::exception_ptr failure;
  std::mutex failing;
  const auto share = [&](size_t worker) {
    try {
      for (size_t task = worker; task < tasks; task += workers) work(task, worker);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(failing);
      failure = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  for (size_t worker = 1; worker < workers; worker++) others.emplace_back(share, worker);
  share(0);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

// Of arrays that are gone through value by value.
constexpr size_t kValuesPerTask = 1 << 16;

inline size_t TasksFor(size_t values) { return (values + kValuesPerTask - 1) / kValuesPerTask; }

// work(first, end) for all of `values`, kValuesPerTask at a time.
template <typename Work>
void ForValues(size_t values, const Work& work) {
  Parallel(TasksFor(values), WorkersFor(TasksFor(values), values), [&](size_t task, size_t) {
    work(task * kValuesPerTask, std::min(values, (task + 1) * kValuesPerTask));
  });
}

}  // namespace palimpsest
