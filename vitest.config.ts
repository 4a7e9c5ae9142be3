import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    // A window answers when it can; on a busy machine that takes a while.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', './test/support/skip-reporter.ts'],
    // TensorFlow.js recommends its native package wherever its JavaScript backend, our reference, is used.
    onConsoleLog: (text) => !text.includes('you are running TensorFlow.js in Node.js'),
  },
});
