import { Problem } from '../../base/problem.ts';

const OUT_OF_MEMORY = /out of memory|failed to allocate|bad[ _]alloc|OUT_OF_?MEMORY|memory limit/i;

/** What onnxruntime or its thread reported, as a Problem: `out-of-memory` or `engine-failed`. */
export function onnxProblem(message: string, provider: string): Problem {
  const sentence = inOneLine(message);
  if (OUT_OF_MEMORY.test(message)) {
    return new Problem(
      'out-of-memory',
      `onnxruntime (${provider}) ran out of memory: ${sentence}.`,
      'Use smaller batches or images, or close other programs.',
    );
  }
  return new Problem(
    'engine-failed',
    `onnxruntime (${provider}) failed: ${sentence}.`,
    provider === 'cpu'
      ? 'Try another engine with --engine, and please report this.'
      : 'Set PALIMPSEST_ONNX_PROVIDER=cpu to compute on the processor.',
  );
}

/** Lines that still say what happened; a stack or a list of devices may follow. */
const LINES = 2;

/** The message in one line, without onnxruntime's error code, failed assertion and full stop. */
function inOneLine(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines
    .filter(Boolean)
    .slice(0, LINES)
    .join(' ')
    .replace(/^(\[ONNXRuntimeError\] : )?(\d+ : \w+ : )?/, '')
    .replace(/^.* was false\. /, '')
    .replace(/[.\s]+$/, '');
}
