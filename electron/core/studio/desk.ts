import { Problem } from '../../../models/problem.ts';
import type { Project } from '../project/project.ts';

/** The one project that is open. */
export class Desk {
  readonly program: string;
  #project: Project | undefined;

  constructor(program: string) {
    this.program = program;
  }

  get project(): Project {
    if (this.#project) return this.#project;
    throw new Problem('bad-argument', 'No project is open.', 'Open or create one first.');
  }

  /** The project where it can be written. Throws the reason where it cannot. */
  get writable(): Project {
    this.project.assertWritable();
    return this.project;
  }

  async put(project: Project): Promise<Project> {
    await this.clear();
    this.#project = project;
    return project;
  }

  async clear(): Promise<void> {
    const project = this.#project;
    this.#project = undefined;
    await project?.close();
  }
}
