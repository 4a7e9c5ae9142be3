import type { SearchStep } from '../../models/recognition/attention-decoding.ts';

/**
 * What the published code returns after a beam search: the classes of the first beam after it has put the texts that ended
 * back in the place of those that did not, the latest first and from the last beam on. It goes on past the end of a text
 * with classes of whatever beam stood in that place.
 */
export function publishedBacktracking(steps: readonly SearchStep[], beams: number, end: number): number[][] {
  const last = steps.at(-1) as SearchStep;
  const images = last.classes.length / beams;
  return Array.from({ length: images }, (_, image) => {
    const first = image * beams;
    const own = Array.from({ length: beams }, (_unused, beam) => first + beam);
    const scores = own.map((row) => last.scores[row] as number).sort((a, b) => b - a);
    let rows = own.toSorted((a, b) => (last.scores[b] as number) - (last.scores[a] as number));
    let found = 0;
    const paths: number[][] = own.map(() => []);
    for (const step of [...steps].reverse()) {
      const classes = rows.map((row) => step.classes[row] as number);
      rows = rows.map((row) => step.parents[row] as number);
      for (const row of own.toReversed()) {
        if (step.classes[row] !== end) continue;
        const slot = beams - (found++ % beams) - 1;
        rows[slot] = step.parents[row] as number;
        classes[slot] = end;
        scores[slot] = step.scores[row] as number;
      }
      classes.forEach((value, slot) => paths[slot]?.unshift(value));
    }
    return paths[scores.indexOf(Math.max(...scores))] as number[];
  });
}
