import { dialog, type BrowserWindow } from 'electron';
import type { StudioClient } from '../../core/service/studio.ts';
import type { Texts } from './texts.ts';

/** Versions, the engines that work here, and the licences of what is bundled. */
export async function showAbout(client: StudioClient, window: BrowserWindow, texts: Texts): Promise<void> {
  const [about, { engines }] = await Promise.all([client.window.about(), client.engines.report({ measure: false })]);
  const runtime = Object.entries(about.runtime).map(([name, version]) => `${name} ${version}`);
  const usable = engines.flatMap((line) => (line.usable ? [`${line.engine}: ${line.device}`] : []));
  const licences = about.licences.map(({ name, licence }) => `${name} (${licence})`);
  await dialog.showMessageBox(window, {
    type: 'info',
    title: texts.about,
    message: `${about.name} ${about.version}`,
    detail: [
      about.platform,
      runtime.join(', '),
      ...usable,
      about.dataFolder,
      '',
      `${texts.licences}: ${licences.join(', ')}`,
    ].join('\n'),
    noLink: true,
  });
}
