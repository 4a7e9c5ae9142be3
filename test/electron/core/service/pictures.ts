import { crc32, deflateSync } from 'node:zlib';

/** An uncompressed RGB TIFF with a gradient. */
export function tinyTiff(width: number, height: number): Uint8Array {
  const pixels = Buffer.alloc(3 * width * height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (i * 7) % 256;
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, 3, 1, width],
    [257, 3, 1, height],
    [258, 3, 3, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, 0],
    [277, 3, 1, 3],
    [278, 3, 1, height],
    [279, 4, 1, pixels.length],
  ];
  const directory = 2 + 12 * entries.length + 4;
  const bits = 8 + directory;
  const start = bits + 6;
  const file = Buffer.alloc(start);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, type, count, value], i) => {
    const at = 10 + 12 * i;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    file.writeUInt32LE(tag === 258 ? bits : tag === 273 ? start : value, at + 8);
  });
  for (let i = 0; i < 3; i++) file.writeUInt16LE(8, bits + 2 * i);
  return Buffer.concat([file, pixels]);
}

/** A few kilobytes that promise a black picture of that size, and hold it compressed. */
export function bombPng(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // one bit of grey
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const file = Buffer.alloc(body.length + 8);
  file.writeUInt32BE(data.length, 0);
  body.copy(file, 4);
  file.writeUInt32BE(crc32(body), body.length + 4);
  return file;
}
