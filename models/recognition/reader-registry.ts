import { Problem } from '../base/problem.ts';
import { networkIds, networkName, type NetworkId } from '../networks/registry.ts';
import type { Reader, ReaderId } from './readers/reader.ts';

/** A reader as the product knows it. */
export interface ReaderDescriptor {
  id: ReaderId;
  /** As reports and lists call it. */
  name: string;
  /** Whose weights it needs; null: it is ready-made. */
  network: NetworkId | null;
  /** Whether it reads where nobody chooses. */
  isDefault: boolean;
}

/** A reader that brings its own weights. Loaded late, because it computes. */
interface ReadyMade extends ReaderDescriptor {
  network: null;
  open(): Promise<Reader>;
}

/** Adding a ready-made reader: its module in `readers/`, and one entry here. */
const READY_MADE: readonly ReadyMade[] = [
  {
    id: 'ppocr',
    name: 'PP-OCR',
    network: null,
    isDefault: true,
    open: async () => (await import('./readers/ppocr-reader.ts')).PpocrReader.open(),
  },
];

/** Every reader: one for each recognition network under the network's id, then those that are ready-made. */
export function readers(): ReaderDescriptor[] {
  const own = networkIds('recognition').map((id, i) => {
    return { id, name: networkName(id), network: id, isDefault: i === 0 };
  });
  return [...own, ...READY_MADE];
}

export const readerIds = (): ReaderId[] => readers().map(({ id }) => id);
/** Those that read where nobody chooses. */
export const defaultReaderIds = (): ReaderId[] =>
  readers()
    .filter(({ isDefault }) => isDefault)
    .map(({ id }) => id);
/** Those that need no weights of the user's, the strongest first. */
export const readyMadeReaderIds = (): ReaderId[] => READY_MADE.map(({ id }) => id);

/** A reader by its id. Throws `bad-argument` with those that there are: the one place where ids are checked. */
export function readerOf(id: ReaderId): ReaderDescriptor {
  const found = readers().find((reader) => reader.id === id);
  if (found) return found;
  throw new Problem('no-such-reader', { reader: id, known: readerIds().join(', ') });
}

/** Opens a reader that is ready-made; undefined for one that needs weights. */
export const openReadyMade = (id: ReaderId): Promise<Reader> | undefined =>
  READY_MADE.find((reader) => reader.id === id)?.open();
