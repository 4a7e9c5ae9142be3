import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { ProjectHealth, ProjectInfo } from '../../electron/contract/project.ts';
import { client, showImagesOf } from './client.ts';
import { problemOf } from './problem-of.ts';

/** The open project. */
export const useSession = defineStore('session', () => {
  const project = ref<ProjectInfo | null>(null);
  watch(
    () => project.value?.id,
    (id) => showImagesOf(id ?? ''),
    { flush: 'sync' },
  );
  /** Whether the studio has said if one is open. */
  const known = ref(false);
  const readOnly = computed(() => project.value?.readOnly !== undefined);
  /** Counts up whenever pairs may have changed by something other than this window's edits. */
  const generation = ref(0);

  /** What the check after opening found; `null` while it goes on. */
  const health = ref<ProjectHealth | null>(null);
  let asked = 0;
  async function askHealth(): Promise<void> {
    const mine = ++asked;
    health.value = null;
    if (!project.value) return;
    try {
      // It may go on for minutes.
      const found = await client.project.health();
      if (mine === asked) health.value = found;
    } catch {
      // A connection that is lost shows elsewhere.
    }
  }
  watch(() => project.value?.folder, askHealth);

  /** Asks the studio anew; no open project is no failure. */
  async function refresh(): Promise<void> {
    const before = project.value?.id;
    try {
      project.value = await client.project.info();
      // Another window opened another project.
      if (before !== undefined && project.value.id !== before) generation.value++;
    } catch (error) {
      const code = problemOf(error).code;
      if (code !== 'not-found' && code !== 'bad-argument' && code !== 'not-a-project') throw error;
      project.value = null;
    } finally {
      known.value = true;
    }
  }
  async function open(folder: string, readOnly = false): Promise<void> {
    project.value = await client.project.open(readOnly ? { folder, readOnly } : { folder });
    generation.value++;
  }
  async function create(folder: string, name?: string): Promise<void> {
    project.value = await client.project.create(name ? { folder, name } : { folder });
    generation.value++;
  }
  async function close(): Promise<void> {
    await client.project.close();
    project.value = null;
  }
  /** Something else than this page wrote to the project. */
  async function pairsChanged(): Promise<void> {
    generation.value++;
    if (project.value) await refresh();
  }

  return { project, health, askHealth, known, readOnly, generation, refresh, open, create, close, pairsChanged };
});
