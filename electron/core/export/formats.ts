import type { ExportFormat } from '../../contract/project.ts';
import type { ExportTarget } from './target.ts';

export type { ExportFormat };

export interface ExportFormatFacts {
  /** For people. */
  title: string;
  /** What stands at the destination: a folder, or a file with this ending. */
  makes: 'folder' | '.json';
  target: () => Promise<ExportTarget>;
}

/** Every format, the lossless ones first. */
export const EXPORT_FORMATS: Record<ExportFormat, ExportFormatFacts> = {
  'textzoom-lmdb': {
    title: 'TextZoom LMDB',
    makes: 'folder',
    target: async () => (await import('./textzoom-lmdb.ts')).exportTextZoomLmdb,
  },
  folders: {
    title: 'Folders of pictures with a CSV table',
    makes: 'folder',
    target: async () => (await import('./folders.ts')).exportFolders,
  },
  'photo-json': {
    title: "Polygons on photos, in the TextZoom authors' JSON",
    makes: '.json',
    target: async () => (await import('./photo-json.ts')).exportPhotoJson,
  },
  paddleocr: {
    title: 'PaddleOCR recognition list',
    makes: 'folder',
    target: async () => (await import('./paddleocr.ts')).exportPaddleOcr,
  },
  'image-folder': {
    title: 'Hugging Face ImageFolder',
    makes: 'folder',
    target: async () => (await import('./image-folder.ts')).exportImageFolder,
  },
};
