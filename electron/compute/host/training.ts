import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import type { Engine } from '../../../models/engines/engine.ts';
import { startEngine } from '../../../models/engines/registry.ts';
import { loadTfjsNetwork } from '../../../models/engines/tfjs/network.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { networkOf } from '../../../models/networks/registry.ts';
import { readTrainingCheckpoint, stateOf, writeTrainingCheckpoint } from '../../../models/training/checkpoint.ts';
import { createStep, type Recipe, type StepReport, type TrainingStep } from '../../../models/training/step.ts';
import type { StateDict } from '../../../models/base/tensor.ts';
import type { ModelCard } from '../../../models/weights/card.ts';
import { loadModel } from '../../../models/weights/catalogue.ts';
import { writeSafetensors } from '../../../models/weights/safetensors.ts';
import type {
  OpenOptions,
  TrainingBatch,
  TrainingOpened,
  TrainingOptions,
  TrainingStepResult,
} from '../../contract/compute.ts';
import type { Restoring } from './restore-or-leave.ts';
import { openSuperResolution, type Session, type SuperResolution } from './session.ts';
import { learningBatch } from './training-batch.ts';

/** One network in training, on an engine of its own. */
export class Training {
  readonly opened: TrainingOpened;
  readonly #engine: Engine;
  readonly #card: ModelCard;
  readonly #step: Pick<TrainingStep<never>, 'parameters' | 'optimiser' | 'dispose'>;
  readonly #restorer: SuperResolution | undefined;
  readonly #learn: (batch: TrainingBatch) => Promise<StepReport>;

  private constructor(
    opened: TrainingOpened,
    { engine, card, restorer }: { engine: Engine; card: ModelCard; restorer: SuperResolution | undefined },
    recipe: Recipe,
    weights: StateDict,
  ) {
    this.opened = opened;
    this.#engine = engine;
    this.#card = card;
    this.#restorer = restorer;
    const step = createStep(card.network, weights, recipe);
    const restoring: Restoring = { options: { mode: 'correct', height: 'auto' }, superResolution: restorer };
    this.#step = step;
    this.#learn = async (batch) => step.run(await learningBatch(batch, card, restoring));
  }

  /** Throws what `startEngine`, `loadModel` and `readTrainingCheckpoint` throw, and `wrong-checkpoint`. */
  static async begin(options: TrainingOptions): Promise<Training> {
    const { engine: id, weights, checkpoint, betas, clipNorm, loss, frozen } = options;
    const { card, weights: base } = await loadModel(weights, 'training');
    const state = checkpoint === undefined ? undefined : await readTrainingCheckpoint(checkpoint);
    const engine = await startEngine(id, 'training');
    try {
      const { network, name, sha256 } = card;
      const described = networkOf(network.network);
      const opened: TrainingOpened = {
        engine: engine.id,
        device: engine.device,
        network: network.network,
        base: { name, sha256 },
        ...(described.purpose === 'recognition' && { alphabet: [...described.alphabet(network)] }),
        ...(state && { facts: { ...state.facts } }),
      };
      const isFrozen = (parameter: string) => frozen.some((prefix) => parameter.startsWith(prefix));
      // Steps set their own learning rate.
      const recipe = { learningRate: 0, betas, epsilon: 1e-8, clipNorm, isFrozen, loss };
      const restorer = options.restorer === undefined ? undefined : await openSuperResolution(engine, options.restorer);
      const training = new Training(opened, { engine, card, restorer }, recipe, state?.weights ?? base);
      const { optimiser, parameters } = training.#step;
      if (state) optimiser.restore(state.optimiser, parameters.trained);
      return training;
    } catch (error) {
      await engine.stop();
      throw error;
    }
  }

  /** Throws `diverged`, `out-of-memory`, and what reading pictures throws; nothing has changed then. */
  async step(batch: TrainingBatch): Promise<TrainingStepResult> {
    this.#step.optimiser.learningRate = batch.learningRate;
    const { loss, parts, gradientNorm, applied } = await this.#attempt(() => this.#learn(batch));
    if (!applied) throw diverged('loss or gradient');
    return { loss, parts: { ...parts }, gradientNorm };
  }

  async save(checkpoint: string, facts: Record<string, string>): Promise<void> {
    await writeTrainingCheckpoint(checkpoint, await stateOf(this.#step, facts));
  }

  /** The network as it is now, as what `compare` and `read` use. Throws `diverged`. */
  async session(options: OpenOptions): Promise<Session> {
    const card = this.#card;
    const weights = await this.#step.parameters.toStateDict();
    for (const [name, { data }] of weights) if (!data.every(Number.isFinite)) throw diverged(name);
    const network = loadTfjsNetwork(card.network, weights);
    const { engine, device, base } = this.opened;
    const opened = { engine, device, readers: [] };
    const described = networkOf(card.network.network);
    if (described.purpose === 'super-resolution') {
      const superResolution = { network, config: card.network, weights: base };
      return { options, opened, superResolution, readers: [], close: () => network.dispose() };
    }
    const reader = await described.openReader({ network, card, mode: options.mode });
    const superResolution = this.#restorer;
    return { options, opened, superResolution, readers: [reader], close: () => reader.dispose() };
  }

  async end(): Promise<void> {
    this.#step.dispose();
    await this.#restorer?.network.dispose();
    await this.#engine.stop();
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem || !NO_MEMORY.test(String(error))) throw error;
      throw new Problem(
        'batch-too-large',
        {},
        {
          cause: error,
        },
      );
    }
  }
}

const diverged = (what: string): Problem => new Problem('training-diverged', { what });

const NO_MEMORY = /out of memory|OOM|ResourceExhausted|allocation failed|Array buffer allocation/i;

/** Writes the weights of a training's checkpoint. Throws what `readTrainingCheckpoint` throws, `not-writable`, `disk-full`. */
export async function exportTrained(checkpoint: string, file: string): Promise<void> {
  const { weights } = await readTrainingCheckpoint(checkpoint);
  await writeFileAtomically(file, writeSafetensors(weights, { precision: 'F32' })).catch((error: unknown) => {
    throw asProblem(error, file);
  });
}
