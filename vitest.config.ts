import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './test/support/skip-reporter.ts'],
    // TensorFlow.js recommends its native package wherever its JavaScript backend, our reference, is used.
    onConsoleLog: (text) => !text.includes('you are running TensorFlow.js in Node.js'),
  },
});
