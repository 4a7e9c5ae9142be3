import { join } from 'node:path';
import { defaultReaderIds, readerIds, readerOf } from '../../../models/recognition/reader-registry.ts';
import { type KeptSettings, type Settings, settingsSchema } from '../../contract/window.ts';
import { JsonFile } from './json-file.ts';
import { systemUserName } from './user-name.ts';

/** What a window starts with before anyone has chosen. */
export const defaultSettings = (): Settings => ({
  theme: 'system',
  language: Intl.DateTimeFormat().resolvedOptions().locale.startsWith('de') ? 'de' : 'en',
  annotator: systemUserName(),
  keys: {},
  engine: 'auto',
  readers: defaultReaderIds().toReversed(),
});

/** What a person chose, in the data folder; for every window of this user. */
export class SettingsFile {
  readonly #file: JsonFile;

  constructor(folder: string) {
    this.#file = new JsonFile(join(folder, 'settings.json'));
  }

  /** Never throws: what cannot be read is as by default, and `problem` says why. */
  async read(): Promise<KeptSettings> {
    const settings = await this.#read();
    return { ...settings, problem: this.#file.problem?.toData() ?? null };
  }

  /** Throws `not-writable`, `disk-full`. */
  async change(changes: SettingsChanges): Promise<KeptSettings> {
    await this.#file.change(async () => {
      changes.readers?.forEach(readerOf);
      const value = settingsSchema.parse({ ...(await this.#read()), ...definedOf(changes) });
      return { value, result: undefined };
    });
    return this.read();
  }

  async #read(): Promise<Settings> {
    const found = await this.#file.read();
    const defaults = defaultSettings();
    if (found === undefined) return defaults;
    const whole = settingsSchema.partial().safeParse(found);
    if (whole.success && (whole.data.readers ?? []).every((id) => readerIds().includes(id)))
      return { ...defaults, ...definedOf(whole.data) };
    await this.#file.setAside('holds values that mean nothing here', whole.error);
    return defaults;
  }
}

type SettingsChanges = { [K in keyof Settings]?: Settings[K] | undefined };

const definedOf = (values: SettingsChanges): Partial<Settings> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
