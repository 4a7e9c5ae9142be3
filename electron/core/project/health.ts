import { asProblem } from '../../../models/base/problem.ts';
import type { ProjectHealth as HealthReport } from '../../contract/project.ts';
import { checkFile } from './check-file.ts';
import { layoutOf } from './layout.ts';
import type { Project } from './project.ts';

/** Checks a project that was just opened, in the background. */
export class ProjectHealth {
  /** `null` where the project was closed meanwhile. */
  readonly report: Promise<HealthReport | null>;
  readonly #closing = new AbortController();

  constructor({ folder, broughtBack, readOnly }: Pick<Project, 'folder' | 'broughtBack' | 'readOnly'>) {
    const { database: file, journal } = layoutOf(folder);
    const facts = () => ({ at: new Date().toISOString(), broughtBack, problem: null, faults: [], imagesChecked: 0 });
    // Another process may be writing to one that is open for reading: its journal is then ahead of what can be seen.
    const request = readOnly ? { file } : { file, journal };
    this.report = checkFile(request, this.#closing.signal).then(
      ({ report: { ok, faults, imagesChecked } }) => ({
        ...facts(),
        ...{ state: ok ? ('sound' as const) : ('damaged' as const), faults, imagesChecked },
      }),
      (error: unknown) => {
        const problem = asProblem(error, 'The check of the project').toData();
        return problem.code === 'cancelled' ? null : { ...facts(), state: 'unknown', problem };
      },
    );
  }

  /** Ends the check. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.report;
  }
}
