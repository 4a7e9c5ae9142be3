import { setTimeout } from 'node:timers/promises';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import { journalOf } from '../db/label-journal.ts';
import { damagedDatabase } from '../db/sqlite-problem.ts';
import { proveBackups } from './backup-proof.ts';
import { backupIfDue } from './backups.ts';
import { ProjectHealth } from './health.ts';
import type { ProjectInfo } from './info.ts';
import type { Project } from './project.ts';

/** How often an open project is asked whether a scheduled backup is due. */
const BACKUP_ROUND_MS = 60 * 1000;
/** What keeps a backup from being made shows within this; a large one goes on while the project is used. */
const BACKUP_PATIENCE_MS = 250;

interface Setup {
  /** What the lock says has the project open. */
  program: string;
  /**
   * A window: projects stay open in it, are checked in the background, and are backed up at close when anything changed. A
   * command is over soon; it waits until the backup that it made is checked.
   */
  isWindow: boolean;
}

/** The one project that is open, with its backups made and checked on schedule. */
export class CurrentProject {
  readonly program: string;
  readonly #isWindow: boolean;
  #project: Project | undefined;
  #health: ProjectHealth | undefined;
  #backups: NodeJS.Timeout | undefined;
  #backupProblem: ProblemData | undefined;
  #backup: Promise<void> | undefined;
  #proof: Promise<void> | undefined;
  #closing = new AbortController();

  constructor({ program, isWindow }: Setup) {
    this.program = program;
    this.#isWindow = isWindow;
  }

  get project(): Project {
    if (this.#project) return this.#project;
    throw new Problem('no-project-open', {});
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

  /** Of the project that is open in a window. */
  get health(): ProjectHealth | undefined {
    return this.#health;
  }

  async put(project: Project): Promise<void> {
    await this.clear();
    this.#project = project;
    this.#closing = new AbortController();
    if (this.#isWindow) this.#health = new ProjectHealth(project);
    await Promise.race([this.#backUp(project), setTimeout(BACKUP_PATIENCE_MS, undefined, { ref: false })]);
    this.#backups = setInterval(() => void this.#backUp(project), BACKUP_ROUND_MS).unref();
  }

  async info(): Promise<ProjectInfo & { backupProblem: ProblemData | undefined }> {
    return { ...(await this.project.info()), backupProblem: this.#backupProblem };
  }

  /** Makes a backup where one is due by now, such as after an import. */
  backUp(): void {
    if (this.#project) void this.#backUp(this.#project);
  }

  /** Closes the project, once its backup is made. Answers why the last scheduled one could not be. */
  async clear(): Promise<ProblemData | undefined> {
    const project = this.#project;
    clearInterval(this.#backups);
    this.#project = undefined;
    await this.#backup;
    if (project) await this.#backUp(project, { closing: this.#isWindow });
    // In a window, what is not checked by now is checked when the project is opened again.
    if (this.#isWindow) this.#closing.abort();
    await this.#proof;
    await this.#health?.close();
    this.#health = undefined;
    const problem = this.#backupProblem;
    this.#backupProblem = undefined;
    await project?.close();
    return problem;
  }

  /** A backup that cannot be made, or is found damaged, is reported with the project's facts; work on it goes on. */
  #backUp(project: Project, when: { closing?: boolean } = {}): Promise<void> {
    this.#backup ??= backupIfDue(project, undefined, undefined, when)
      .then(
        (made) => {
          if (this.#backupProblem?.code !== 'file-damaged') this.#backupProblem = undefined;
          // The next label begins a new file, so that this one can be covered by backups.
          if (made !== undefined) journalOf(project.db)?.close();
          if (!project.readOnly) this.#prove(project);
        },
        (error: unknown) => (this.#backupProblem = asProblem(error, 'The scheduled backup').toData()),
      )
      .then(() => (this.#backup = undefined));
    return this.#backup;
  }

  #prove(project: Project): void {
    const { signal } = this.#closing;
    this.#proof ??= proveBackups(project.folder, journalOf(project.db)?.current, signal)
      .then(
        (newest) => {
          if (!newest) return;
          const [fault] = newest.found.report.faults;
          this.#backupProblem = fault && damagedDatabase(newest.backup.path, fault.problem).toData();
        },
        (error: unknown) => {
          const problem = asProblem(error, 'The check of the scheduled backup');
          if (problem.code !== 'cancelled') this.#backupProblem = problem.toData();
        },
      )
      .then(() => (this.#proof = undefined));
  }
}
