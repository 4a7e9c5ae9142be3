import { Problem } from '../base/problem.ts';

/** Reads forward through untrusted bytes. Every read is checked against the end; lengths are checked before use. */
export class ByteCursor {
  readonly bytes: Buffer;
  readonly subject: string;
  at: number;

  /** `subject` names the file in errors. */
  constructor(bytes: Uint8Array, subject: string, at = 0) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.subject = subject;
    this.at = at;
  }

  u8 = (): number => this.bytes.readUInt8(this.#advance(1));
  u16 = (): number => this.bytes.readUInt16LE(this.#advance(2));
  u32 = (): number => this.bytes.readUInt32LE(this.#advance(4));
  i32 = (): number => this.bytes.readInt32LE(this.#advance(4));
  /** A number that is only good for comparing and bounds checks beyond 2⁵³. */
  u64 = (): number => Number(this.bytes.readBigUInt64LE(this.#advance(8)));
  f64BigEndian = (): number => this.bytes.readDoubleBE(this.#advance(8));

  /** A view of the next bytes, not a copy. */
  take(length: number): Buffer {
    const start = this.#advance(length);
    return this.bytes.subarray(start, this.at);
  }

  /** Text up to a line feed, which is consumed. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.damaged('it ends within a line of text');
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  damaged(what: string, options?: ErrorOptions): Problem {
    return new Problem('weights-damaged', { subject: this.subject, what }, options);
  }

  #advance(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) {
      throw this.damaged(`${length} bytes are announced at byte ${start}, but it ends at byte ${this.bytes.length}`);
    }
    this.at += length;
    return start;
  }
}
