type Point = readonly [number, number];

/** Which found line is which true line, by their places in both lists. */
export type Matches = Map<number, number>;

const SAME_LINE = 0.5;

/** Pairs of true and found lines whose intersection over union is at least 0.5, the best first, each line once. */
export function matchLines(truth: readonly (readonly Point[])[], found: readonly (readonly Point[])[]): Matches {
  const pairs = truth.flatMap((polygon, t) =>
    found.map((quad, f) => ({ t, f, iou: intersectionOverUnion(polygon, quad) })).filter(({ iou }) => iou >= SAME_LINE),
  );
  const matches: Matches = new Map();
  const taken = new Set<number>();
  for (const { t, f } of pairs.sort((a, b) => b.iou - a.iou)) {
    if (matches.has(t) || taken.has(f)) continue;
    matches.set(t, f);
    taken.add(f);
  }
  return matches;
}

/** Of true neighbours that were both found, how many follow each other among the found lines that are true ones. */
export function neighboursKept(matches: Matches, trueCount: number): { kept: number; of: number } {
  const rank = new Map([...matches.values()].sort((a, b) => a - b).map((found, i) => [found, i]));
  let [kept, of] = [0, 0];
  for (let t = 0; t + 1 < trueCount; t++) {
    const [one, next] = [matches.get(t), matches.get(t + 1)];
    if (one === undefined || next === undefined) continue;
    of++;
    if (rank.get(next) === (rank.get(one) as number) + 1) kept++;
  }
  return { kept, of };
}

/** Of any polygon and a convex one. */
export function intersectionOverUnion(polygon: readonly Point[], convex: readonly Point[]): number {
  const shared = area(clipped(polygon, convex));
  return shared / (area(polygon) + area(convex) - shared);
}

/** The part of a polygon inside a convex one (Sutherland and Hodgman, 1974). */
function clipped(polygon: readonly Point[], convex: readonly Point[]): Point[] {
  const sense = Math.sign(signedArea(convex));
  return convex.reduce<Point[]>(
    (rest, from, i) => {
      const to = convex[(i + 1) % convex.length] as Point;
      const inside = ([x, y]: Point): number =>
        sense * ((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]));
      return rest.flatMap((point, j) => {
        const next = rest[(j + 1) % rest.length] as Point;
        const [a, b] = [inside(point), inside(next)];
        const kept = a >= 0 ? [point] : [];
        if (a * b >= 0) return kept;
        const share = a / (a - b);
        return [...kept, [point[0] + share * (next[0] - point[0]), point[1] + share * (next[1] - point[1])] as const];
      });
    },
    [...polygon],
  );
}

const area = (polygon: readonly Point[]): number => Math.abs(signedArea(polygon));

function signedArea(polygon: readonly Point[]): number {
  return polygon.reduce((sum, [x, y], i) => {
    const [x1, y1] = polygon[(i + 1) % polygon.length] as Point;
    return sum + (x * y1 - x1 * y) / 2;
  }, 0);
}
