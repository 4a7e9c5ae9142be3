import type { Definitions } from './definition.ts';
import { FILES } from './files.ts';
import { PICTURES } from './pictures.ts';
import { WEIGHTS } from './weights.ts';
import { NETWORKS } from './networks.ts';
import { ENGINES } from './engines.ts';
import { PACK } from './pack.ts';
import { COMPUTE } from './compute.ts';
import { PROJECT } from './project.ts';
import { LABELS } from './labels.ts';
import { IMPORTING } from './importing.ts';
import { LMDB } from './lmdb.ts';
import { EXPORTING } from './exporting.ts';
import { JOBS } from './jobs.ts';
import { TRAINING } from './training.ts';
import { SHELLS } from './shells.ts';

/** All reasons for which something can fail, in a file an area. */
export const PROBLEMS = {
  ...FILES,
  ...PICTURES,
  ...WEIGHTS,
  ...NETWORKS,
  ...ENGINES,
  ...PACK,
  ...COMPUTE,
  ...PROJECT,
  ...LABELS,
  ...IMPORTING,
  ...LMDB,
  ...EXPORTING,
  ...JOBS,
  ...TRAINING,
  ...SHELLS,
} as const satisfies Definitions;

export type ProblemReason = keyof typeof PROBLEMS;
