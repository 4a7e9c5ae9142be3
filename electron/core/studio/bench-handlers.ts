import { Problem } from '../../../models/problem.ts';
import type { JobBoard } from '../board/job-board.ts';
import type { studioBase } from './contract-base.ts';
import type { Desk } from './desk.ts';

/** What the workbench and the review work on. */
export interface BenchSetup {
  desk: Desk;
  board: JobBoard;
  software: string;
}

/** Calls on single pictures, and on what restorations came to. */
export function benchHandlers(_: BenchSetup, studio: ReturnType<typeof studioBase>) {
  return {
    handlers: {
      workbench: {
        restore: studio.workbench.restore.handler(() => missing()),
        read: studio.workbench.read.handler(() => missing()),
      },
      review: {
        set: studio.review.set.handler(() => missing()),
        export: studio.review.export.handler(() => missing()),
      },
    },
    /** A PNG of the workbench under `/media/bench/TOKEN/NAME.png`, while it is kept. */
    picture: undefined as ((token: string, name: string) => Uint8Array | undefined) | undefined,
    close: (): Promise<void> => Promise.resolve(),
  };
}

function missing(): never {
  throw new Problem('engine-unusable', 'The workbench is not set up in this version.', 'Start a job instead.');
}
