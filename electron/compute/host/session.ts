import type { Engine, LoadedNetwork } from '../../../models/engines/engine.ts';
import { startEngine } from '../../../models/engines/registry.ts';
import { networkSpec, type NetworkConfig } from '../../../models/networks/registry.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { RestoringOptions } from '../../../models/restoration/restorer.ts';
import type { Reader } from '../../../models/recognition/readers/reader.ts';
import { CrnnReader } from '../../../models/recognition/readers/crnn-reader.ts';
import { PpocrReader } from '../../../models/recognition/readers/ppocr-reader.ts';
import type { CrnnCard, ModelCard } from '../../../models/weights/card.ts';
import { loadModel } from '../../../models/weights/catalogue.ts';
import type { Opened, OpenOptions } from '../../contract/compute.ts';

export interface SuperResolution {
  network: LoadedNetwork;
  config: Extract<NetworkConfig, { network: 'tsrn' }>;
  weights: { name: string; sha256: string };
}

/** Everything that a job holds while it runs: an engine, the networks on it, and the readers. */
export interface Session {
  options: OpenOptions;
  opened: Opened;
  superResolution: SuperResolution | undefined;
  readers: readonly Reader[];
  close(): Promise<void>;
}

/** Throws `engine-unusable`, `weights-missing`, `wrong-checkpoint` and the Problems of reading weights. */
export async function openSession(options: OpenOptions): Promise<Session> {
  const engine = await startEngine(options.engine, 'inference');
  const opened: (() => Promise<unknown>)[] = [() => engine.stop()];
  const close = async () => {
    for (let end = opened.pop(); end; end = opened.pop()) await end();
  };
  try {
    const superResolution = options.superResolution ? await openTsrn(engine, options.superResolution) : undefined;
    if (superResolution) opened.push(() => superResolution.network.dispose());
    const readers: Reader[] = [];
    for (const id of options.readers) {
      const reader = id === 'crnn' ? await openCrnnReader(engine, options) : await PpocrReader.open();
      readers.push(reader);
      opened.push(() => reader.dispose());
    }
    return { options, opened: describe(engine, superResolution, readers), superResolution, readers, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Throws what `loadModel` throws, and `wrong-checkpoint` for another network. */
export async function openTsrn(engine: Pick<Engine, 'load'>, path: string): Promise<SuperResolution> {
  const { card, weights } = await loadModel(path);
  if (card.network.network !== 'tsrn') throw wrongNetwork(card.name, card.network.network, 'tsrn');
  const network = await engine.load(card.network, weights);
  return { network, config: card.network, weights: { name: card.name, sha256: card.sha256 } };
}

async function openCrnnReader(engine: Engine, options: OpenOptions): Promise<Reader> {
  if (!options.recognition) {
    throw new Problem('weights-missing', 'The reader crnn has no weights.', 'Name some with --crnn NAME.');
  }
  const { card, weights } = await loadModel(options.recognition);
  if (!isCrnnCard(card)) throw wrongNetwork(card.name, card.network.network, 'crnn');
  return new CrnnReader({ network: await engine.load(card.network, weights), card, mode: options.mode });
}

const isCrnnCard = (card: ModelCard): card is CrnnCard => card.network.network === 'crnn';

function wrongNetwork(name: string, found: string, wanted: string): Problem {
  return new Problem(
    'wrong-checkpoint',
    `The model ${name} is a ${found.toUpperCase()}, but a ${wanted.toUpperCase()} is needed.`,
    `Choose another: \`palimpsest models list\` shows them.`,
  );
}

function describe(engine: Engine, superResolution: SuperResolution | undefined, readers: readonly Reader[]): Opened {
  return {
    engine: engine.id,
    device: engine.device,
    superResolution: superResolution && {
      ...superResolution.weights,
      scale: superResolution.config.scale,
      parameters: networkSpec(superResolution.config).parameterCount,
    },
    readers: readers.map((reader) => ({
      id: reader.id,
      title: reader.title,
      name: reader.title,
      sha256: reader.weightsSha256,
      ...(reader.alphabet && { alphabet: [...reader.alphabet] }),
    })),
  };
}

/** The super-resolution network of a session; a `weights-missing` Problem where the job was opened without one. */
export function superResolutionOf(session: {
  options: Pick<OpenOptions, 'mode'>;
  superResolution: SuperResolution | undefined;
}): SuperResolution & { restoring: RestoringOptions } {
  if (!session.superResolution) {
    throw new Problem('weights-missing', 'No TSRN weights are loaded.', 'Name some with --model NAME.');
  }
  const { superResolution, options } = session;
  return { ...superResolution, restoring: { mask: superResolution.config.mask, mode: options.mode } };
}
