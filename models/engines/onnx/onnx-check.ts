import { benchmarkProvider, type BenchmarkResult } from './benchmark.ts';

/** What the check prints: the measurement, or why there is none. */
export type OnnxCheckOutput = BenchmarkResult | { error: string };

/** For the first batch, in which a graphics driver also compiles its shaders. */
const FIRST_BATCH_LIMIT_MS = 20_000;

/**
 * Tries one execution provider of onnxruntime and prints an `OnnxCheckOutput` as one line of JSON. Meant for a process of
 * its own, because drivers can end or hang the process that tries them.
 *
 *     node onnx-check.ts PROVIDER
 */
const [, , provider = 'cpu'] = process.argv;
const timer = setTimeout(giveUp, FIRST_BATCH_LIMIT_MS);
benchmarkProvider(provider, () => clearTimeout(timer)).then(finish, (thrown: unknown) =>
  finish({ error: thrown instanceof Error ? thrown.message : String(thrown) }),
);

/** A thread that computes cannot be ended, so the whole process is. */
function giveUp() {
  process.stderr.write('Error: the first batch took too long\n', () => process.kill(process.pid, 'SIGKILL'));
}

/** Ends at once, because some drivers hang in a process that ends by itself. */
function finish(output: OnnxCheckOutput) {
  process.stdout.write(`${JSON.stringify(output)}\n`, () => process.exit(0));
}
