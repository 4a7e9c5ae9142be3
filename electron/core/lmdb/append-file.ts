import { open, type FileHandle } from 'node:fs/promises';
import { asProblem } from '../../../models/base/problem.ts';

const BUFFER = 2 ** 20;

/** A new file that is written from its beginning to its end, in large pieces. Throws `disk-full`, `not-writable`. */
export class AppendFile {
  /** Bytes appended so far. */
  length = 0;
  readonly #file: FileHandle;
  readonly #subject: string;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER);
  #buffered = 0;

  private constructor(file: FileHandle, subject: string) {
    this.#file = file;
    this.#subject = subject;
  }

  /** The file must not exist. Problems name `subject`, what a person knows it as. */
  static async create(path: string, subject: string): Promise<AppendFile> {
    try {
      return new AppendFile(await open(path, 'wx+'), subject);
    } catch (error) {
      throw asProblem(error, subject);
    }
  }

  /** The bytes may be changed once this has returned. */
  async append(bytes: Uint8Array): Promise<void> {
    if (bytes.length > BUFFER - this.#buffered) await this.flush();
    if (bytes.length > BUFFER) await this.writeAt(this.length, bytes);
    else {
      this.#buffer.set(bytes, this.#buffered);
      this.#buffered += bytes.length;
    }
    this.length += bytes.length;
  }

  async flush(): Promise<void> {
    await this.writeAt(this.length - this.#buffered, this.#buffer.subarray(0, this.#buffered));
    this.#buffered = 0;
  }

  /** Writes over bytes that were flushed. */
  async writeAt(position: number, bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await this.#file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      }
    } catch (error) {
      throw asProblem(error, this.#subject);
    }
  }

  /** Reads into `bytes` from what was flushed; how many bytes there were. */
  async readAt(position: number, bytes: Uint8Array): Promise<number> {
    let filled = 0;
    try {
      while (filled < bytes.length) {
        const { bytesRead } = await this.#file.read(bytes, filled, bytes.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (error) {
      throw asProblem(error, this.#subject, 'read');
    }
    return filled;
  }

  async sync(): Promise<void> {
    await this.flush();
    try {
      await this.#file.sync();
    } catch (error) {
      throw asProblem(error, this.#subject);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
