import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { isFile } from '../../../models/weights/catalogue-files.ts';
import { trainingScoreSchema, trainingRequestSchema, type TrainingRequest } from '../../contract/training.ts';
import { readUserText } from '../../../models/base/user-file.ts';

const measuredSchema = z.object({ step: z.int(), score: trainingScoreSchema });
/** Where a training stands; kept in its checkpoint, so that both are of the same moment. */
const progressSchema = z.object({
  step: z.int(),
  batch: z.int(),
  /** By which the learning rate was cut after divergence. */
  rate: z.number(),
  before: measuredSchema,
  best: measuredSchema,
  /** Measurements since the best. */
  worse: z.int(),
});
export type TrainingProgress = z.infer<typeof progressSchema>;

/** Under the key that the first release wrote. */
const runSchema = z.object({ format: z.literal('palimpsest-run/1'), wish: trainingRequestSchema });

/** The folder in which a training keeps its checkpoints until it is done. */
export class RunFolder {
  readonly checkpoint: string;
  readonly best: string;
  readonly weights: string;
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
    this.checkpoint = join(path, 'checkpoint.safetensors');
    this.best = join(path, 'best.safetensors');
    this.weights = join(path, 'weights.safetensors');
  }

  /**
   * Opens the folder of a request; `goesOn` tells whether an earlier run of the same request left a checkpoint. Throws `conflict`
   * where one of another request did, `not-writable`, `disk-full`.
   */
  static async open(models: string, request: TrainingRequest): Promise<{ folder: RunFolder; goesOn: boolean }> {
    const folder = RunFolder.#of(models, request.name);
    const { again, ...kept } = request;
    if (again) await folder.remove();
    const former = await folder.#readRequest();
    if (former && settingsOf(former) !== settingsOf(request)) {
      throw new Problem('training-of-other-settings', { name: request.name });
    }
    if (former) return { folder, goesOn: true };
    try {
      await mkdir(folder.#path, { recursive: true });
      const run = { format: 'palimpsest-run/1', wish: kept } satisfies z.infer<typeof runSchema>;
      await writeFileAtomically(folder.#runFile, `${JSON.stringify(run, null, 2)}\n`);
    } catch (error) {
      throw asProblem(error, folder.#path);
    }
    return { folder, goesOn: false };
  }

  /** Whether a training of this name was begun and is not at its end. */
  static isBegun(models: string, name: string): Promise<boolean> {
    return isFile(RunFolder.#of(models, name).#runFile);
  }

  static #of(models: string, name: string): RunFolder {
    return new RunFolder(join(models, `${name}.training`));
  }

  async remove(): Promise<void> {
    try {
      await rm(this.#path, { recursive: true, force: true });
    } catch (error) {
      throw asProblem(error, this.#path);
    }
  }

  get #runFile(): string {
    return join(this.#path, 'run.json');
  }

  async #readRequest(): Promise<TrainingRequest | undefined> {
    let text: string;
    try {
      text = await readUserText(this.#runFile);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw asProblem(error, this.#runFile, 'read');
    }
    try {
      return runSchema.parse(JSON.parse(text)).wish;
    } catch (cause) {
      throw new Problem(
        'training-run-damaged',
        { file: this.#runFile },
        {
          cause,
        },
      );
    }
  }
}

const settingsSchema = trainingRequestSchema.omit({ engine: true, again: true });

/** Another engine gives the same results, so a training may go on on it. */
const settingsOf = (request: TrainingRequest): string => JSON.stringify(settingsSchema.parse(request));

export const factsOf = (progress: TrainingProgress): Record<string, string> => ({ stand: JSON.stringify(progress) });

/** Throws `file-damaged`. */
export function progressFrom(facts: Readonly<Record<string, string>>, subject: string): TrainingProgress {
  try {
    return progressSchema.parse(JSON.parse(facts.stand ?? ''));
  } catch (cause) {
    throw new Problem(
      'training-place-lost',
      { subject },
      {
        cause,
      },
    );
  }
}
