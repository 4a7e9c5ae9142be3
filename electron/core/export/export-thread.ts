import { serveThread } from '../../../models/base/serve-thread.ts';
import type { ExportProgress, ExportReport } from '../../contract/project.ts';
import { openDatabase } from '../db/connection.ts';
import { type ExportInput, exportJob } from './export-job.ts';

/** Items are many and quick. */
const TELL_EVERY_MS = 50;

// The thread in which a project is exported, with a connection of its own.
serveThread<ExportInput, ExportReport, ExportProgress>(
  async ({ request, file }, { signal, onProgress }) => {
    const db = openDatabase(file, { readOnly: true });
    try {
      return await exportJob(request, db, { onProgress, signal });
    } finally {
      db.close();
    }
  },
  { tellEvery: TELL_EVERY_MS },
);
