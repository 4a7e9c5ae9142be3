import { AppendFile } from '../lmdb/append-file.ts';

/** Texts that wait in a file until they are wanted, by number from 0; memory holds where each one is. */
export class TextSpool {
  readonly #file: AppendFile;
  readonly #ends: number[] = [];

  private constructor(file: AppendFile) {
    this.#file = file;
  }

  /** Problems name `subject`. Throws `disk-full`, `not-writable`. */
  static async create(path: string, subject: string): Promise<TextSpool> {
    return new TextSpool(await AppendFile.create(path, subject));
  }

  /** The number of the text. */
  async add(text: string): Promise<number> {
    await this.#file.append(Buffer.from(text));
    return this.#ends.push(this.#file.length) - 1;
  }

  /** Between the last `add` and the first `read`. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  async read(number: number): Promise<string> {
    const start = this.#ends[number - 1] ?? 0;
    const bytes = Buffer.alloc((this.#ends[number] as number) - start);
    await this.#file.readAt(start, bytes);
    return bytes.toString();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
