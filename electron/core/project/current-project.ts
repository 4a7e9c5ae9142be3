import { setTimeout } from 'node:timers/promises';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import { backupIfDue } from './backups.ts';
import type { ProjectInfo } from './info.ts';
import type { Project } from './project.ts';

/** How often an open project is asked whether a scheduled backup is due. */
const BACKUP_ROUND_MS = 15 * 60 * 1000;
/** What keeps a backup from being made shows within this; a large one goes on while the project is used. */
const BACKUP_PATIENCE_MS = 250;

/** The one project that is open, with its backups made on schedule. */
export class CurrentProject {
  readonly program: string;
  #project: Project | undefined;
  #backups: NodeJS.Timeout | undefined;
  #backupProblem: ProblemData | undefined;
  #backup: Promise<void> | undefined;

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

  get ifOpen(): Project | undefined {
    return this.#project;
  }

  /** Of the project that is open, if one is. */
  get folder(): string | undefined {
    return this.#project?.folder;
  }

  async put(project: Project): Promise<void> {
    await this.clear();
    this.#project = project;
    await Promise.race([this.#backUp(project), setTimeout(BACKUP_PATIENCE_MS, undefined, { ref: false })]);
    this.#backups = setInterval(() => void this.#backUp(project), BACKUP_ROUND_MS).unref();
  }

  async info(): Promise<ProjectInfo & { backupProblem: ProblemData | undefined }> {
    return { ...(await this.project.info()), backupProblem: this.#backupProblem };
  }

  /** Closes the project, once its backup is made. Answers why the last scheduled one could not be. */
  async clear(): Promise<ProblemData | undefined> {
    const project = this.#project;
    clearInterval(this.#backups);
    this.#project = undefined;
    await this.#backup;
    const problem = this.#backupProblem;
    this.#backupProblem = undefined;
    await project?.close();
    return problem;
  }

  /** A backup that cannot be made is reported with the project's facts; work on it goes on. */
  #backUp(project: Project): Promise<void> {
    this.#backup ??= backupIfDue(project)
      .then(
        () => (this.#backupProblem = undefined),
        (error: unknown) => (this.#backupProblem = asProblem(error, 'The scheduled backup').toData()),
      )
      .then(() => (this.#backup = undefined));
    return this.#backup;
  }
}
