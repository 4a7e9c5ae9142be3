/** A character of each reading at one place of their alignment; none where the other reading has one more. */
export interface AlignedPlace {
  before: AlignedCharacter | null;
  after: AlignedCharacter | null;
  changed: boolean;
}
export interface AlignedCharacter {
  character: string;
  /** 0..1; 1 where nothing is known. */
  confidence: number;
}
export interface ReadingLike {
  text: string;
  characters?: readonly { character: string; confidence: number }[];
}

/** A reading's characters with their confidence; those of its text, where the two do not spell the same. */
export function charactersOf(reading: ReadingLike): AlignedCharacter[] {
  const known = reading.characters;
  if (known?.map((place) => place.character).join('') === reading.text) {
    return known.map(({ character, confidence }) => ({ character, confidence }));
  }
  return [...reading.text].map((character) => ({ character, confidence: 1 }));
}

/**
 * Two readings side by side with as few changes as possible (Levenshtein). Time and memory grow with both lengths. With
 * `ignoreCase` an A for an a is no change: not every reader knows both.
 */
export function align(before: ReadingLike, after: ReadingLike, ignoreCase = false): AlignedPlace[] {
  const folded = (place: AlignedCharacter | null | undefined) =>
    ignoreCase ? place?.character.toLowerCase() : place?.character;
  const a = charactersOf(before);
  const b = charactersOf(after);
  const width = b.length + 1;
  const cost = new Uint32Array((a.length + 1) * width);
  const at = (row: number, column: number) => cost[row * width + column] as number;
  for (let row = 0; row <= a.length; row++) cost[row * width] = row;
  for (let column = 0; column <= b.length; column++) cost[column] = column;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const swap = at(row - 1, column - 1) + (folded(a[row - 1]) === folded(b[column - 1]) ? 0 : 1);
      cost[row * width + column] = Math.min(swap, at(row - 1, column) + 1, at(row, column - 1) + 1);
    }
  }

  const places: AlignedPlace[] = [];
  let row = a.length;
  let column = b.length;
  while (row > 0 || column > 0) {
    const left = a[row - 1] ?? null;
    const right = b[column - 1] ?? null;
    const same = folded(left) === folded(right);
    if (left && right && at(row, column) === at(row - 1, column - 1) + (same ? 0 : 1)) {
      places.push({ before: left, after: right, changed: !same });
      row--;
      column--;
    } else if (left && at(row, column) === at(row - 1, column) + 1) {
      places.push({ before: left, after: null, changed: true });
      row--;
    } else {
      places.push({ before: null, after: right, changed: true });
      column--;
    }
  }
  return places.reverse();
}
