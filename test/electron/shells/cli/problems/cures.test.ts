import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cureOf, withCures } from '../../../../../electron/shells/cli/problems/cure-of.ts';
import { CURES } from '../../../../../electron/shells/cli/problems/cures.ts';
import { Problem, PROBLEMS, type ProblemReason } from '../../../../../models/base/problem.ts';
import { dataNamesOf, namesIn } from '../../../../support/problem-data.ts';

test('every problem has its cure, and none is left of a problem that is gone', () => {
  expect(Object.keys(CURES).sort()).toEqual(Object.keys(PROBLEMS).sort());
});

test.each(Object.entries(CURES) as [ProblemReason, string][])(
  '%s: its cure names only what it carries',
  (reason, cure) => {
    expect(cure).toMatch(/[.})]$/);
    for (const name of namesIn(cure)) expect(dataNamesOf(reason)).toContain(name);
  },
);

describe('a cure', () => {
  test('is said with the data of the problem', () => {
    const problem = new Problem('no-such-engine', { engine: 'abacus', known: 'onnx, wasm' });
    expect(cureOf(problem.toData())).toBe('Choose one of onnx, wasm or auto.');
  });

  test('stands beside every problem of a record for programs', () => {
    const problem = new Problem('no-space', { subject: 'a' }).toData();
    const cure = cureOf(problem);
    const record = { type: 'item', problem, list: [problem], name: 'reason' };
    expect(JSON.parse(JSON.stringify(record, withCures))).toEqual({
      ...{ type: 'item', name: 'reason' },
      problem: { ...problem, cure },
      list: [{ ...problem, cure }],
    });
  });
});

test('models, core and compute host leave cures to the shells', async () => {
  const files = globSync(['models/**/*.ts', 'electron/{core,compute}/**/*.ts']);
  expect(files.length).toBeGreaterThan(100);
  for (const file of files.filter((path) => !path.endsWith('models/weights/ship.ts')))
    expect(await readFile(file, 'utf8'), file).not.toMatch(/new Problem\(\s*'said'/);
});
