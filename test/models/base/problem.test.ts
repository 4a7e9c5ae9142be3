import { describe, expect, test } from 'vitest';
import { asProblem, Problem, PROBLEM_CODES, PROBLEMS } from '../../../models/base/problem.ts';

describe('a problem', () => {
  test('says its fact in English, with its data', () => {
    const problem = new Problem('folder-not-empty', { place: '/signs' });
    expect(problem.message).toBe('The folder /signs is not empty.');
    expect(problem.code).toBe('bad-argument');
  });

  test('is the same after it crossed to another process', () => {
    const problem = new Problem('goes-on', { why: new Problem('no-space', { subject: 'a' }).toData(), step: 3 });
    const there = Problem.from(JSON.parse(JSON.stringify(problem.toData())) as ReturnType<Problem['toData']>);
    expect(there.toData()).toEqual(problem.toData());
    expect(there.message).toBe('The disk that holds a is full.');
  });

  test('keeps the code that it was given where that is not always the same', () => {
    const problem = new Problem('said', { sentence: 'So it is.', cure: 'Leave it.' }, { code: 'conflict' });
    expect(Problem.from(problem.toData()).code).toBe('conflict');
  });

  test.each([
    ['ENOENT', 'path-missing', 'not-found'],
    ['ENOSPC', 'no-space', 'disk-full'],
    ['EACCES', 'path-not-writable', 'not-writable'],
    ['ENOTDIR', 'path-under-file', 'bad-argument'],
    ['EWHAT', 'unexpected', 'internal'],
  ])('of the file system: %s is %s', (status, reason, code) => {
    const thrown = Object.assign(new Error('it failed'), { code: status });
    const problem = asProblem(thrown, 'a.png');
    expect(problem).toMatchObject({ reason, code, cause: thrown });
    expect(problem.message).toContain('a.png');
  });
});

test.each(Object.entries(PROBLEMS))(
  '%s has a known code and a whole sentence without the terms of a shell',
  (_, known) => {
    expect(PROBLEM_CODES).toContain(known.code);
    expect(known.sentence).toMatch(/^(CTC|onnxruntime|[\p{Lu}{“]).*[.})]$/u);
    expect(known.sentence).not.toMatch(/`|(^|\s)--[a-z]|\bpalimpsest [a-z]|\bnpm /);
  },
);
