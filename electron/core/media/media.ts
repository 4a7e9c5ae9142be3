import { Problem, asProblem } from '../../../models/base/problem.ts';
import { imageHash, imageOf } from '../db/queries/stored-images.ts';
import { readIdentity } from '../db/queries/project-facts.ts';
import type { CurrentProject } from '../project/current-project.ts';
import { answerOf, type MediaAnswer, refusal, unchanged } from './answer.ts';
import { ShowablePictures } from './showable.ts';
import { type FileHandle } from 'node:fs/promises';
import { openUserFile } from '../../../models/base/user-file.ts';
import { fileAndPage } from '../../contract/page-address.ts';

const STORED = /^\/media\/image\/([1-9]\d{0,14})$/;
const REPORTED = /^\/media\/job\/([1-9]\d{0,14})\/file$/;
const PREVIEW = /^\/media\/preview\/([\w-]{1,100})\/([\w-]{1,50})\.png$/;

/** Reports are pages with their pictures and styles within, and nothing that runs. */
const REPORT_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/** Where pictures come from. */
export interface MediaSources {
  current: CurrentProject;
  /** Whether a job of this studio reported a path. */
  hasFile: (jobId: number, path: string) => boolean;
  /** A PNG of the preview, while it is kept. */
  previewPicture: ((token: string, name: string) => Uint8Array | undefined) | undefined;
}

/** What is asked of a studio's pictures. */
export interface MediaRequest {
  /** With its query, such as `/media/image/17?project=…`; not decoded. */
  address: string;
  /** The header `if-none-match`. */
  known?: string | undefined;
}

/**
 * Answers every address below `/media/`, the same for each shell:
 *
 * - `/media/image/ID`: a picture of the open project. With `?project=UUID` it is an address for ever, as ids mean something
 *   else in another project; without, a browser asks each time whether it is still the same.
 * - `/media/job/JOB/file?path=…`: a picture or report page that this job reported, and no other file.
 * - `/media/preview/TOKEN/NAME.png`: a picture of the preview.
 *
 * Never throws: what cannot be shown is a Problem with a status.
 */
export function mediaOf(sources: MediaSources): (request: MediaRequest) => Promise<MediaAnswer> {
  const pictures = new ShowablePictures();
  return async ({ address, known }) => {
    try {
      const { pathname, searchParams } = addressOf(address);
      const stored = STORED.exec(pathname);
      if (stored) return await storedImage(sources, pictures, Number(stored[1]), searchParams.get('project'), known);
      const reported = REPORTED.exec(pathname);
      if (reported) return await reportedFile(sources, pictures, Number(reported[1]), searchParams.get('path'), known);
      const preview = PREVIEW.exec(pathname);
      const png = preview && sources.previewPicture?.(preview[1] as string, preview[2] as string);
      if (png) return answerOf({ type: 'image/png', bytes: png, forEver: true });
      throw nothingThere();
    } catch (thrown) {
      return refusal(thrown);
    }
  };
}

function addressOf(address: string): URL {
  try {
    const url = new URL(address, 'http://studio');
    // `//elsewhere/media/…` names another host.
    if (url.host === 'studio') return url;
  } catch {
    // no address at all: nothing is there either
  }
  throw nothingThere();
}

async function storedImage(
  { current }: MediaSources,
  pictures: ShowablePictures,
  id: number,
  project: string | null,
  known: string | undefined,
): Promise<MediaAnswer> {
  const { db } = current.project;
  if (project !== null && readIdentity(db)?.id !== project) throw nothingThere();
  const sha256 = imageHash(db, id)?.toString('hex');
  if (sha256 === undefined) throw nothingThere();
  const etag = `"${sha256}"`;
  if (knows(known, etag)) return unchanged(etag);
  const image = imageOf(db, id);
  if (!image) throw nothingThere();
  const { type, bytes } = await pictures.of(sha256, image.bytes, `Picture ${id}`);
  return answerOf({ type, bytes, etag, forEver: project !== null });
}

async function reportedFile(
  { hasFile }: MediaSources,
  pictures: ShowablePictures,
  jobId: number,
  path: string | null,
  known: string | undefined,
): Promise<MediaAnswer> {
  if (path === null || !hasFile(jobId, path)) throw nothingThere();
  const { file: place, page } = fileAndPage(path);
  return withReportedFile(place, async ({ etag: ofFile, read }) => {
    const etag = page === 1 ? ofFile : `${ofFile.slice(0, -1)}-${page}"`;
    if (knows(known, etag)) return unchanged(etag);
    const file = await read();
    if (path.endsWith('.html')) {
      return answerOf({ type: 'text/html; charset=utf-8', bytes: file, etag, policy: REPORT_POLICY });
    }
    return answerOf({ ...(await pictures.of(`${path} ${etag}`, file, path, page)), etag });
  });
}

const knows = (known: string | undefined, etag: string): boolean =>
  known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false;

const nothingThere = (): Problem => new Problem('no-such-picture', {});

/** More than any picture that a job takes. */
const MOST_BYTES = 512 * 1024 * 1024;

interface ReportedFile {
  /** Changes when the file does. */
  etag: string;
  read: () => Promise<Uint8Array>;
}

/** Opens a file of a job for `use`. Throws `not-found`, `not-readable`, `image-too-large`. */
async function withReportedFile<T>(path: string, use: (file: ReportedFile) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    ({ file } = await openUserFile(path));
  } catch (error) {
    throw asProblem(error, path, 'read');
  }
  try {
    const facts = await file.stat({ bigint: true });
    if (facts.size > MOST_BYTES) {
      throw new Problem('shown-file-too-large', { path });
    }
    const opened = file;
    return await use({
      etag: `"${facts.ino.toString(36)}-${facts.size.toString(36)}-${facts.mtimeNs.toString(36)}"`,
      read: () => opened.readFile(),
    });
  } finally {
    await file.close();
  }
}
