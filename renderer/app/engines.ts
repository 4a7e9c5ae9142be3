import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { EngineData } from '../../electron/contract/engines.ts';
import { client } from './client.ts';

/** The engines that may be chosen, as the studio lists them. */
export const useEngines = defineStore('engines', () => {
  const engines = ref<EngineData[]>([]);
  async function load(): Promise<void> {
    engines.value = await client.engines.list();
  }
  return { engines, load };
});
