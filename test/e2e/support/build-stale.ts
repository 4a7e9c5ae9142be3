import { buildDesktop } from '../../../electron/shells/desktop/launch/build.ts';

await buildDesktop({ onlyStale: true });
