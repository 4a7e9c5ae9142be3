import { expect } from 'vitest';
import { Problem, type ProblemCode } from '../../../models/base/problem.ts';

/** Runs something that must fail with a Problem of this code, and returns it. */
export async function expectProblem(code: ProblemCode, run: () => unknown): Promise<Problem> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).code, (error as Problem).message).toBe(code);
    return error as Problem;
  }
  throw new Error(`expected the problem ${code}, but nothing was thrown`);
}
