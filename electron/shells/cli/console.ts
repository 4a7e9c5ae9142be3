import { Presets, SingleBar } from 'cli-progress';
import type { ProblemData } from '../../../models/base/problem.ts';
import { cureOf, withCures } from './problems/cure-of.ts';

/** Names from hostile files must not steer the terminal. */
// eslint-disable-next-line no-control-regex
const TERMINAL_CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A name or reading as a part of one line: what breaks or steers lines is shown as a mark. */
export const inLine = (text: string): string => text.replace(/[\r\n\t]/g, '�').replace(TERMINAL_CONTROL, '�');

/**
 * What a command prints. For people: a progress bar on a terminal, plain lines elsewhere. For programs (`--json`): one
 * JSON object per line on standard output. Problems always go to standard error, one line each.
 */
export class Console {
  readonly #json: boolean;
  #bar: SingleBar | undefined;

  constructor(json: boolean) {
    this.#json = json;
  }

  /** A line for people, or nothing with --json. */
  say(line: string) {
    if (this.#json) return;
    this.#aside(() => process.stdout.write(`${line.replace(TERMINAL_CONTROL, '�')}\n`));
  }

  /** A record for programs, or nothing without --json. */
  record(record: object) {
    if (this.#json) process.stdout.write(`${JSON.stringify(record, withCures)}\n`);
  }

  /** `subject` is what it is about, where the sentence does not name it. */
  problem(problem: ProblemData, subject?: string) {
    const sentence = subject === undefined ? problem.sentence : `${subject}: ${problem.sentence}`;
    const line = `${sentence} ${cureOf(problem)}`.replace(/[\r\n\t]+/g, ' ').replace(TERMINAL_CONTROL, '�');
    this.#aside(() => process.stderr.write(`error: ${line} [${problem.code}]\n`));
  }

  /** A passing remark for people who wait at a terminal; no part of the output. */
  remark(line: string) {
    if (!this.#json && process.stderr.isTTY) process.stderr.write(`${line}\n`);
  }

  /** Shows a bar where standard error is a terminal and people are reading. */
  begin(total: number, unit: string) {
    if (this.#json || !process.stderr.isTTY) return;
    const format = `{bar} {percentage} %  {value}/{total} ${unit}  {rate}/s  {eta_formatted} left`;
    this.#bar = new SingleBar(
      { format, stream: process.stderr, hideCursor: true, etaBuffer: 50 },
      Presets.shades_classic,
    );
    this.#bar.start(total, 0, { rate: '–' });
  }

  /** Moves the bar; where there is none, prints `line` instead. */
  step(line: string, done: number, secondsSpent: number) {
    if (this.#bar) this.advance(done, secondsSpent);
    else this.say(line);
  }

  /** Moves the bar; where there is none, does nothing. */
  advance(done: number, secondsSpent: number) {
    this.#bar?.update(done, { rate: (done / Math.max(secondsSpent, 1e-3)).toFixed(1) });
  }

  /** Says and records an item that failed, and moves the bar. */
  failed({ input, problem }: { input: string; problem: ProblemData }, done: number, secondsSpent: number) {
    this.problem(problem);
    this.record({ type: 'item', input, state: 'failed', problem });
    this.advance(done, secondsSpent);
  }

  /** The last line of a job that was stopped and can go on. */
  stopped() {
    this.say('Stopped. Run the same command again to go on.');
  }

  /** Shows a bar with a note of its own where standard error is a terminal and people are reading. */
  beginLive(total: number, unit: string) {
    if (this.#json || !process.stderr.isTTY) return;
    const format = `{bar} {value}/{total} ${unit}  {left}  {note}`;
    this.#bar = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic);
    this.#bar.start(total, 0, { left: '', note: '' });
  }

  live(done: number, { note, secondsLeft }: { note: string; secondsLeft: number | null }) {
    const left = secondsLeft === null ? '' : `${duration(secondsLeft)} left`;
    this.#bar?.update(done, { note: note.replace(TERMINAL_CONTROL, '�'), left });
  }

  end() {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  /** Prints beside a running bar without tearing it. */
  #aside(print: () => void) {
    if (!this.#bar) return print();
    process.stderr.write('\r\x1b[K');
    print();
    this.#bar.render();
  }
}

/** Columns padded to their widest cell; the first is set left, numbers right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const isNumber = (cell: string) => /^[-+–]?[\d.,]+( ?[%×/a-zA-Z]+)?$/.test(cell);
  return rows
    .map((row) =>
      row
        .map((cell, i) => (isNumber(cell) && i > 0 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const BARS = '▁▂▃▄▅▆▇█';

/** Values as a line of `width` bars, each the mean of its share of them; positive values, on a logarithmic scale. */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  const means = Array.from({ length: columns }, (_, i) => {
    const part = values.slice(
      Math.floor((i * values.length) / columns),
      Math.floor(((i + 1) * values.length) / columns),
    );
    return Math.log(Math.max(1e-12, part.reduce((sum, value) => sum + value, 0) / part.length));
  });
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const barOf = (mean: number) =>
    BARS[Math.min(BARS.length - 1, Math.floor(((mean - least) / (most - least || 1)) * BARS.length))] ?? '';
  return means.map(barOf).join('');
}

/** Such as 1 h 05 min, 4 min 10 s, 12 s. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const padded = (value: number) => String(value).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${padded(Math.floor((whole % 3600) / 60))} min`;
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${padded(whole % 60)} s` : `${whole} s`;
}
