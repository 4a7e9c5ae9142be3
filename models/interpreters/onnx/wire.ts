/** Wire types of Protocol Buffers (encoding specification, "message structure"). */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

const encoder = new TextEncoder();

/**
 * Writes one Protocol Buffers message, field by field in the order of the calls. Numbers are non-negative safe integers
 * or −1 (as int64). Chunks are kept by reference until `finish`, so weights are copied once.
 */
export class MessageWriter {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  integer(field: number, value: number): this {
    this.tag(field, VARINT);
    return this.varint(BigInt.asUintN(64, BigInt(value)));
  }

  bytes(field: number, value: Uint8Array): this {
    this.tag(field, LENGTH_DELIMITED);
    this.varint(BigInt(value.length));
    return this.append(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  message(field: number, value: MessageWriter): this {
    this.tag(field, LENGTH_DELIMITED);
    this.varint(BigInt(value.size));
    for (const chunk of value.chunks) this.append(chunk);
    return this;
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.size);
    let offset = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    return all;
  }

  private tag(field: number, wireType: number) {
    this.varint(BigInt((field << 3) | wireType));
  }

  /** Seven bits a byte, lowest first; the top bit says that more follow. */
  private varint(value: bigint): this {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    return this.append(Uint8Array.from(bytes));
  }

  private append(chunk: Uint8Array): this {
    this.chunks.push(chunk);
    this.size += chunk.length;
    return this;
  }
}
