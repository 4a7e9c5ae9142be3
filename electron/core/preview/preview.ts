import { Problem } from '../../../models/base/problem.ts';
import type { PreviewResult, OpenOptions, Picture, ReadResult } from '../../contract/compute.ts';
import type { ComputeOptions } from '../../contract/jobs.ts';
import type { PreviewReply } from '../../contract/preview.ts';
import { openOptions } from '../models/compute-options.ts';
import type { ComputeContext } from '../models/job-context.ts';
import { hashOfPicture } from '../restoration/sidecar.ts';
import { PictureCache } from './picture-cache.ts';
import { WarmHost, type WarmHostSetup } from './warm-host.ts';

/** What is worked on; without `hr`, nothing is measured. */
export interface PreviewPictures {
  lr: Picture;
  hr: Picture | null;
}

/** What a call brings along: who waits for it, and the models that the open project has promoted. */
export interface PreviewRun {
  signal?: AbortSignal | undefined;
  promoted?: ComputeContext['promoted'] | undefined;
}

/** Single pictures, restored and read at once in a host that stays warm; results stay for a while. */
export class Preview {
  readonly #software: string;
  readonly #host: WarmHost;
  readonly #cache = new PictureCache<PreviewReply>();

  constructor(software: string, host: WarmHostSetup = {}) {
    this.#software = software;
    this.#host = new WarmHost(host);
  }

  /** Of the host that runs now. */
  get processId(): number | undefined {
    return this.#host.processId;
  }

  /** Throws what `openOptions` and `WarmHost.with` throw, and the Problems of reading a picture. */
  async restore(
    pictures: PreviewPictures,
    request: ComputeOptions,
    { signal, promoted }: PreviewRun = {},
  ): Promise<PreviewReply> {
    const options = await this.#options(request, promoted);
    const key = await keyOf(pictures, options);
    const known = this.#cache.get(key);
    if (known) return known;
    return this.#host.with(options, signal, async (compute, opened) => {
      const { pictures: made, ...facts } = await compute.call('preview', pictures);
      return this.#cache.put(key, filesOf(made), (token) => {
        const address = (name: string) => `/media/preview/${token}/${name}.png`;
        return {
          ...facts,
          opened,
          urls: {
            lr: address('lr'),
            bicubic: address('bicubic'),
            restored: address('restored'),
            hr: made.hr && address('hr'),
          },
          invention: { ...facts.invention, overlayUrl: address('invention') },
        };
      });
    });
  }

  /**
   * What the readers of a request make of pictures, and the SHA-256 of each one's weights. Throws as `restore`, and the Problem
   * of the first picture that cannot be read.
   */
  async read(
    pictures: readonly Picture[],
    request: ComputeOptions,
    { signal, promoted }: PreviewRun = {},
  ): Promise<{ results: ReadResult[]; weights: Map<string, string> }> {
    if (request.readers.length === 0) {
      throw new Problem('no-reader-chosen', {});
    }
    // With the network for restoring at hand too: who reads a pair often looks at its restoration next.
    return this.#host.with(await this.#options(request, promoted), signal, async (compute, { readers }) => {
      const outcomes = await compute.call(
        'read',
        pictures.map((input) => ({ input })),
      );
      const results = outcomes.map((outcome) => {
        if (outcome.ok) return outcome.value;
        throw Problem.from(outcome.problem);
      });
      return { results, weights: new Map(readers.map(({ id, sha256 }) => [id, sha256])) };
    });
  }

  /** A picture of a result by its address `/media/preview/TOKEN/NAME.png`, while it is kept; `name` without its ending. */
  picture(token: string, name: string): Uint8Array | undefined {
    return this.#cache.picture(token, name);
  }

  async close(): Promise<void> {
    this.#cache.clear();
    await this.#host.close();
  }

  #options(request: ComputeOptions, promoted: PreviewRun['promoted']): Promise<OpenOptions> {
    return openOptions(request, { superResolution: true, software: this.#software, promoted });
  }
}

const filesOf = ({ hr, ...pictures }: PreviewResult['pictures']): Record<string, Uint8Array> =>
  hr ? { ...pictures, hr } : pictures;

/** Equal for equal bytes and settings. */
async function keyOf({ lr, hr }: PreviewPictures, options: OpenOptions): Promise<string> {
  const hashes = await Promise.all([lr, ...(hr ? [hr] : [])].map(hashOfPicture));
  return JSON.stringify([hashes, typeof lr === 'string' ? null : (lr.direction ?? null), options]);
}
