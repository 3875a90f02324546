/**
 * One way to run TypeScript under Jest: swc to ESM, the same module semantics as production.
 * `--selectProjects unit|properties|e2e|journeys` picks one; see tools/test.mjs for the order.
 */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^@automna/(.*)$': '<rootDir>/libs/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

export default {
  // ES modules of finished files are never freed inside a process: a worker that has grown is replaced between two files.
  workerIdleMemoryLimit: '2GB',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps/api,apps/sandbox,libs,migrations,tools,test/support}/**/*.spec.ts'],
      testPathIgnorePatterns: [...base.testPathIgnorePatterns, '<rootDir>/libs/web-ui/'],
    },
    {
      ...base,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/long-tests.ts'],
      globalSetup: '<rootDir>/test/support/jest-stack.mjs',
      globalTeardown: '<rootDir>/test/support/jest-stack-stop.mjs',
    },
    { ...base, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*.spec.ts'] },
    {
      ...base,
      displayName: 'properties',
      testMatch: ['<rootDir>/test/properties/**/*.property.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/long-tests.ts'],
    },
    { ...base, displayName: 'journeys', testMatch: ['<rootDir>/test/journeys/**/*.journey.ts'] },
    { ...base, displayName: 'openclaw', testMatch: ['<rootDir>/test/openclaw/**/*.openclaw.ts'] },
    { ...base, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.faults.ts'] },
    { ...base, displayName: 'chaos', testMatch: ['<rootDir>/test/chaos/**/*.chaos.ts'] },
  ],
};
