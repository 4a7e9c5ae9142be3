import { Problem, type ProblemData } from '../../../models/base/problem.ts';
import type { ReadPage } from '../../contract/compute.ts';

/** Of the photo's shorter side, the height from which on a letter is as large as its picture. */
const HUGE = 0.4;
/** Degrees from upright within which a page lies on its head or on its side. */
const TURNED = 45;

/** What a person should know of what was found, each with its cure. */
export function notesOn({ blocks, angle, input: { width, height } }: ReadPage, name: string): ProblemData[] {
  const lines = blocks.flat();
  if (lines.length === 0) return [noText(name)];
  const tallest = Math.max(...lines.map((line) => line.size.height));
  return [
    ...(tallest >= HUGE * Math.min(width, height) ? [hugeText(name, tallest)] : []),
    ...(lines.every(({ text }) => text === '') ? [unread(name)] : []),
    ...(Math.abs(angle) > TURNED ? [turned(name, angle)] : []),
  ];
}

const noText = (name: string): ProblemData => new Problem('no-text-found', { name }).toData();

const unread = (name: string): ProblemData => new Problem('nothing-read', { name }).toData();

const hugeText = (name: string, rows: number): ProblemData =>
  new Problem('text-too-large-for-picture', { name, rows }).toData();

function turned(name: string, angle: number): ProblemData {
  const how = Math.abs(angle) > 180 - TURNED ? 'upside down' : 'on its side';
  return new Problem('page-lies-turned', { name, how }).toData();
}
