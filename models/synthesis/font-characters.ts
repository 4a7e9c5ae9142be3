/** Every table of a font that maps characters to glyphs lies within the first entries; more are a sign of damage. */
const MOST_TABLES = 256;
const COLLECTION = 'ttcf';

/** Of PANOSE, a font's own description: what draws no letters, whatever its character map claims. */
const NO_LETTERS = new Set([1, 5]);
/** Of the code pages that a font says to serve: symbols. */
const SYMBOL_PAGE = 1 << 31;

/**
 * The code points for which a TrueType or OpenType font has a letter, read from its character map (formats 4 and 12; of a
 * collection, the first font). Empty for a font without such a map, and for one that says of itself that it draws symbols: it
 * maps letters to ornaments. Throws RangeError for what is no font or cut off.
 */
export function fontCharacters(bytes: Uint8Array): Set<number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = tag(view, 0) === COLLECTION ? view.getUint32(12) : 0;
  const tables = new Map<string, number>();
  for (let i = 0; i < Math.min(MOST_TABLES, view.getUint16(start + 4)); i++) {
    const record = start + 12 + 16 * i;
    tables.set(tag(view, record), view.getUint32(record + 8));
  }
  const [map, metrics] = [tables.get('cmap'), tables.get('OS/2')];
  if (map === undefined || (metrics !== undefined && drawsSymbols(view, metrics))) return new Set();
  return charactersOf(view, map);
}

function drawsSymbols(view: DataView, at: number): boolean {
  const tellsPages = view.getUint16(at) >= 1;
  return NO_LETTERS.has(view.getUint8(at + 32)) || (tellsPages && (view.getInt32(at + 78) & SYMBOL_PAGE) !== 0);
}

const tag = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

function charactersOf(view: DataView, cmap: number): Set<number> {
  const found = new Set<number>();
  const subtables = Math.min(MOST_TABLES, view.getUint16(cmap + 2));
  for (let i = 0; i < subtables; i++) {
    const record = cmap + 4 + 8 * i;
    const [platform, encoding] = [view.getUint16(record), view.getUint16(record + 2)];
    const isUnicode = platform === 0 || (platform === 3 && (encoding === 1 || encoding === 10));
    if (!isUnicode) continue;
    const at = cmap + view.getUint32(record + 4);
    const format = view.getUint16(at);
    if (format === 4) addSegments(view, at, found);
    else if (format === 12) addGroups(view, at, found);
  }
  return found;
}

/** Format 4: segments of the Basic Multilingual Plane. A character may still map to glyph 0, which is none. */
function addSegments(view: DataView, at: number, found: Set<number>) {
  const segments = view.getUint16(at + 6) / 2;
  const [ends, starts] = [at + 14, at + 16 + 2 * segments];
  const [deltas, offsets] = [starts + 2 * segments, starts + 4 * segments];
  for (let i = 0; i < segments; i++) {
    const [first, last] = [view.getUint16(starts + 2 * i), view.getUint16(ends + 2 * i)];
    const [delta, offset] = [view.getUint16(deltas + 2 * i), view.getUint16(offsets + 2 * i)];
    for (let code = first; code <= last && code < 0xffff; code++) {
      const listed = offset === 0 ? code : view.getUint16(offsets + 2 * i + offset + 2 * (code - first));
      if (listed !== 0 && ((listed + delta) & 0xffff) !== 0) found.add(code);
    }
  }
}

/** Format 12: groups of all planes. */
function addGroups(view: DataView, at: number, found: Set<number>) {
  const groups = view.getUint32(at + 12);
  for (let i = 0; i < groups; i++) {
    const group = at + 16 + 12 * i;
    const [first, last] = [view.getUint32(group), view.getUint32(group + 4)];
    if (last > 0x10ffff || first > last) throw new RangeError('the character map is damaged');
    for (let code = first; code <= last; code++) found.add(code);
  }
}
