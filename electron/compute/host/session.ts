import { openTextFinders, type TextFinders } from '../../../models/detection/text-finders.ts';
import type { Engine, LoadedNetwork } from '../../../models/engines/engine.ts';
import { startEngine } from '../../../models/engines/registry.ts';
import type {
  NetworkConfig,
  NetworkInput,
  Purpose,
  RecognitionNetwork,
  SuperResolutionNetwork,
} from '../../../models/networks/network.ts';
import { networkIds, networkName, networkOf, networkSpec } from '../../../models/networks/registry.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { RestoringOptions } from '../../../models/restoration/restorer.ts';
import type { Reader } from '../../../models/recognition/readers/reader.ts';
import { openReadyMade, readerOf } from '../../../models/recognition/reader-registry.ts';
import type { ModelCard } from '../../../models/weights/card.ts';
import { loadModel } from '../../../models/weights/catalogue.ts';
import type { Opened, OpenOptions } from '../../contract/compute.ts';

export interface SuperResolution {
  network: LoadedNetwork;
  config: NetworkConfig;
  weights: { name: string; sha256: string };
}

/** Everything that a job holds while it runs: an engine, the networks on it, and the readers. */
export interface Session {
  options: OpenOptions;
  opened: Opened;
  superResolution: SuperResolution | undefined;
  readers: readonly Reader[];
  /** What finds text on photos, where the job asked for it. */
  finders?: TextFinders | undefined;
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
    const superResolution = options.superResolution
      ? await openSuperResolution(engine, options.superResolution)
      : undefined;
    if (superResolution) opened.push(() => superResolution.network.dispose());
    const finders = options.detection ? await openTextFinders() : undefined;
    if (finders) opened.push(() => finders.dispose());
    const readers: Reader[] = [];
    for (const id of options.readers) {
      const reader = await openReader(engine, id, options);
      readers.push(reader);
      opened.push(() => reader.dispose());
    }
    const facts = describe(engine, superResolution, readers, finders);
    return { options, opened: facts, superResolution, readers, finders, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** A network of a purpose, as the registry describes it. */
interface ForPurpose {
  'super-resolution': SuperResolutionNetwork<NetworkConfig, NetworkInput>;
  recognition: RecognitionNetwork<NetworkConfig, NetworkInput>;
}

/** The network of a card, which must serve the purpose. Throws `wrong-checkpoint`. */
export function networkFor<P extends Purpose>(card: ModelCard, purpose: P): ForPurpose[P] {
  const network = networkOf(card.network.network);
  if (network.purpose !== purpose) throw wrongNetwork(card, networkIds(purpose));
  return network as ForPurpose[P];
}

/** Throws what `loadModel` throws, and `wrong-checkpoint` for a network of another purpose. */
export async function openSuperResolution(engine: Pick<Engine, 'load'>, path: string): Promise<SuperResolution> {
  const { card, weights } = await loadModel(path);
  networkFor(card, 'super-resolution');
  const network = await engine.load(card.network, weights);
  return { network, config: card.network, weights: { name: card.name, sha256: card.sha256 } };
}

async function openReader(engine: Engine, id: string, options: OpenOptions): Promise<Reader> {
  const { network: wanted } = readerOf(id);
  const readyMade = openReadyMade(id);
  if (readyMade) return readyMade;
  if (!options.recognition) {
    throw new Problem('reader-without-weights', { reader: id });
  }
  const { card, weights } = await loadModel(options.recognition);
  if (card.network.network !== wanted) throw wrongNetwork(card, [wanted ?? id]);
  const recognition = networkFor(card, 'recognition');
  const network = await engine.load(card.network, weights);
  return recognition.openReader({ network, card, mode: options.mode });
}

function wrongNetwork({ name, network }: ModelCard, wanted: readonly string[]): Problem {
  return new Problem('model-of-other-network', {
    model: name,
    network: networkName(network.network),
    wanted: wanted.map(networkName).join(' or '),
  });
}

function describe(
  engine: Engine,
  superResolution: SuperResolution | undefined,
  readers: readonly Reader[],
  finders: TextFinders | undefined,
): Opened {
  return {
    engine: engine.id,
    device: engine.device,
    superResolution: superResolution && {
      ...superResolution.weights,
      scale: scaleOf(superResolution),
      parameters: networkSpec(superResolution.config).parameterCount,
    },
    ...(finders && { detector: { title: finders.detector.title, sha256: finders.detector.weightsSha256 } }),
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
}): SuperResolution & { scale: number; restoring: RestoringOptions } {
  if (!session.superResolution) {
    throw new Problem('no-restoration-weights', {});
  }
  const { superResolution, options } = session;
  const { config } = superResolution;
  const described = superResolutionNetwork(superResolution);
  const restoring: RestoringOptions = {
    toInput: (rasters) => described.toInput(rasters, config),
    toPictures: (output) => described.toPictures(output),
    mode: options.mode,
  };
  return { ...superResolution, scale: scaleOf(superResolution), restoring };
}

const superResolutionNetwork = ({ config }: SuperResolution) =>
  networkOf(config.network) as ForPurpose['super-resolution'];

const scaleOf = (one: SuperResolution): number => superResolutionNetwork(one).scale(one.config);
