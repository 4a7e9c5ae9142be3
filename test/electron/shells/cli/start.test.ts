import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../../electron/shells/cli/main.ts', import.meta.url));

test('the command line starts without loading what computes: that is for the compute host', async () => {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    process.argv[1] = ${JSON.stringify(MAIN)};
    process.argv[2] = '--help';
    process.stdout.write = () => true;
    await import(${JSON.stringify(MAIN)});
    console.error(JSON.stringify(loaded));`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    maxBuffer: 2 ** 24,
  });
  const loaded = JSON.parse(stderr) as string[];
  expect(loaded.some((url) => url.includes('node_modules/commander/'))).toBe(true);
  expect(loaded.filter((url) => /node_modules\/(@tensorflow|onnxruntime|webgpu)/.test(url))).toEqual([]);
});
