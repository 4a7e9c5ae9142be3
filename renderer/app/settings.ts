import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { ProblemData } from '../../electron/contract/problem.ts';
import type { Settings } from '../../electron/contract/window.ts';
import { remapKeys } from '../keys/key-map.ts';
import { client } from './client.ts';
import { speak } from './i18n.ts';
import { showTheme } from './theme.ts';

const UNASKED: Settings = {
  theme: 'system',
  language: navigator.language.startsWith('de') ? 'de' : 'en',
  annotator: 'annotator',
  keys: {},
  engine: 'auto',
  readers: [],
};

/** What the window remembers of a person's requests; the studio keeps it. */
export const useSettings = defineStore('settings', () => {
  const settings = ref<Settings>(UNASKED);
  /** Why not all settings are those that were saved. */
  const problem = ref<ProblemData | null>(null);

  function apply({ problem: why, ...next }: Settings & { problem: ProblemData | null }): void {
    settings.value = next;
    problem.value = why;
    showTheme(next.theme);
    speak(next.language);
    remapKeys(next.keys);
  }
  async function load(): Promise<void> {
    apply(await client.window.settings());
  }
  async function change(changes: Partial<Settings>): Promise<void> {
    apply(await client.window.change(changes));
  }

  return { settings, problem, load, change };
});
