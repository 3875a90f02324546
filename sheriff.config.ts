import { noDependencies, type SheriffConfig } from '@softarc/sheriff-core';

/**
 * The architecture, as a rule: each room may use the rooms below it and nothing else. A reaction that must go uphill
 * is an event; a fact owned above is a port.
 */
const BELOW = [
  'contracts',
  'core',
  'accounts',
  'notifications',
  ['billing', 'service-limits', 'openclaw'],
  'fly-provisioner',
  'byok',
].map((level) => [level].flat());

const rules = Object.fromEntries(
  BELOW.flatMap((level, height) =>
    level.map((room) => [
      `room:${room}`,
      BELOW.slice(0, height)
        .flat()
        .map((below) => `room:${below}`),
    ]),
  ),
);

export const config: SheriffConfig = {
  enableBarrelLess: true,
  entryPoints: {
    api: 'apps/api/src/main.ts',
    sandbox: 'apps/sandbox/src/main.ts',
    customer: 'apps/customer/src/main.ts',
    admin: 'apps/admin/src/main.ts',
  },
  modules: {
    'apps/api/src': 'app:api',
    'apps/sandbox/src': 'app:sandbox',
    'apps/sandbox/src/kernel': 'sandbox:kernel',
    'apps/sandbox/src/<vendor>': 'sandbox:vendor',
    'apps/customer/src': 'app:web',
    'apps/admin/src': 'app:web',
    migrations: 'schema',
    'libs/api-client': 'web:api-client',
    'libs/web-ui': 'web:ui',
    'libs/<room>': 'room:<room>',
  },
  depRules: {
    ...rules,
    'room:core': ['room:contracts', 'schema'],
    schema: noDependencies,
    'web:api-client': noDependencies,
    'web:ui': ['room:contracts', 'web:api-client'],
    'app:web': ['room:contracts', 'web:api-client', 'web:ui'],
    // The sandbox imports nothing of the product, so it cannot share its mistakes; vendors do not know each other.
    'sandbox:kernel': noDependencies,
    'sandbox:vendor': 'sandbox:kernel',
    'app:sandbox': ['sandbox:kernel', 'sandbox:vendor'],
    'app:api': ['room:*', 'schema'],
    noTag: noDependencies,
    root: ['app:*'],
  },
};
