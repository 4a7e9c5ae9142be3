'use strict';
/**
 * What Electron 25 (Node 18, V8 11.4) lacks of what the product's own runtime has. The desktop's programs are run on that
 * old runtime in tests only, because it can be had without Electron's download; each of them loads this first.
 */
const zlib = require('node:zlib');

Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

AbortSignal.any ??= (signals) => {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
};

Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

URL.parse ??= (address, base) => {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
};

const CRC = Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
zlib.crc32 ??= (bytes, from = 0) => {
  let crc = ~from;
  for (const byte of bytes) crc = CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
};

/** Read-only: the floats of a buffer of half-precision numbers, as `Float32Array`. */
globalThis.Float16Array ??= function Float16Array(buffer, offset, length) {
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError('half-precision numbers cannot be written here');
  return Float32Array.from(new Uint16Array(buffer, offset, length), (half) => {
    const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, (half >> 10) & 31, half & 1023];
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
};
