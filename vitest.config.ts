import vue from '@vitejs/plugin-vue';
import { globSync } from 'tinyglobby';
import { defineConfig } from 'vitest/config';

/**
 * Tests that leave nothing behind in their process share two workers; every other file gets one of its own, and so does a new
 * one until it is named here. Alone stays what loads TensorFlow.js (its backends are registered for a whole process), sets
 * the environment, spies, mounts pages or starts programs.
 */
const shared = globSync(
  [
    'test/documents.test.ts',
    'test/electron/contract/**/*.test.ts',
    'test/electron/core/{annotate,db,export,import,lmdb,pictures,reading,report,restoration}/**/*.test.ts',
    'test/models/{base,image,quality,weights}/**/*.test.ts',
    'test/models/metrics/{image-quality,text-accuracy}.test.ts',
    'test/models/interpreters/onnx/{algebra,wire}.test.ts',
    'test/models/recognition/{alphabet,ctc-decoding}.test.ts',
    'test/models/restoration/{low-resolution,restorer}.test.ts',
    'test/renderer/annotate/{chords,queue,saving,text}.test.ts',
    'test/renderer/app/{messages,window-forms,window-texts}.test.ts',
    'test/renderer/browse/{list,query}.test.ts',
    'test/renderer/{canvas,keys}/*.test.ts',
    'test/renderer/restore/restoration-items.test.ts',
    'test/renderer/train/training-curves.test.ts',
    'test/renderer/ui/alignment.test.ts',
  ],
  {
    cwd: import.meta.dirname,
    ignore: [
      'test/electron/core/annotate/{labelling,bulk}-crash.test.ts',
      'test/electron/core/export/whole.test.ts',
      'test/electron/core/import/job/*.test.ts',
      'test/electron/core/lmdb/{writer,textzoom-export}.test.ts',
    ],
  },
);

export default defineConfig({
  plugins: [vue()],
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    // A window answers when it can; on a busy machine that takes a while.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', './test/support/skip-reporter.ts'],
    // TensorFlow.js recommends its native package wherever its JavaScript backend, our reference, is used.
    onConsoleLog: (text) => !text.includes('you are running TensorFlow.js in Node.js'),
    projects: [
      { extends: true, test: { name: 'shared', isolate: false, include: shared } },
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: shared } },
    ],
  },
});
