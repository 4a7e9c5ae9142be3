import { Problem } from '../../../models/base/problem.ts';
import { AppendFile } from './append-file.ts';

/** Of a record: number (u32) and size (u32). */
const HEADER = 8;
const WINDOW = 2 ** 20;

/** Numbered values that wait in a temporary file until it is their turn. Throws `disk-full`, `not-writable`. */
export class RecordSpool {
  readonly #file: AppendFile;
  readonly #subject: string;

  private constructor(file: AppendFile, subject: string) {
    this.#file = file;
    this.#subject = subject;
  }

  /** In a new file. Problems name `subject`, what the values are for. */
  static async create(path: string, subject: string): Promise<RecordSpool> {
    return new RecordSpool(await AppendFile.create(path, subject), subject);
  }

  /** Bytes of the file. */
  get length(): number {
    return this.#file.length;
  }

  async append(index: number, value: Uint8Array): Promise<void> {
    const header = Buffer.alloc(HEADER);
    header.writeUInt32LE(index);
    header.writeUInt32LE(value.length, 4);
    await this.#file.append(header);
    await this.#file.append(value);
  }

  /** All records in the order in which they were appended. A value may be overwritten once the next is asked for. */
  async *records(): AsyncGenerator<[index: number, value: Uint8Array]> {
    await this.#file.flush();
    const window = Buffer.allocUnsafeSlow(WINDOW);
    let [start, used, held] = [0, 0, 0];
    const hold = async (length: number) => {
      if (held - used >= length) return;
      [start, used] = [start + used, 0];
      held = await this.#file.readAt(start, window);
      this.#refuseShort(held, length);
    };
    while (start + used < this.length) {
      await hold(HEADER);
      const index = window.readUInt32LE(used);
      const size = window.readUInt32LE(used + 4);
      used += HEADER;
      if (size <= WINDOW) {
        await hold(size);
        used += size;
        yield [index, window.subarray(used - size, used)];
      } else {
        const value = new Uint8Array(size);
        this.#refuseShort(await this.#file.readAt(start + used, value), size);
        [start, used, held] = [start + used + size, 0, 0];
        yield [index, value];
      }
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #refuseShort(read: number, wanted: number): void {
    if (read >= wanted) return;
    throw new Problem('spool-changed', { subject: this.#subject });
  }
}
