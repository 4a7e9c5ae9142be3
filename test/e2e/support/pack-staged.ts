import { packDesktop } from '../../../electron/shells/desktop/launch/dist.ts';

/** Packs a staged application with a runtime: `node pack-staged.ts FOLDER RUNTIME`. */
const [, , folder = '', runtime = ''] = process.argv;
await packDesktop(folder, { dir: true, runtime });
