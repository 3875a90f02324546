import { describe, expect, it } from '@jest/globals';
import { portsFromEnvironment } from './ports.js';

describe('ports from the environment', () => {
  it('has a default for each vendor and takes overrides, 0 included', () => {
    expect(portsFromEnvironment({ SANDBOX_FLY_PORT: '0', SANDBOX_MAIL_PORT: '5017' })).toEqual({
      stripe: 4010,
      anthropic: 4011,
      fly: 0,
      mail: 5017,
      channels: 4018,
    });
  });

  it('names every wrong one at once', () => {
    const env = { SANDBOX_FLY_PORT: 'x', SANDBOX_STRIPE_PORT: '70000' };
    expect(() => portsFromEnvironment(env)).toThrow(/SANDBOX_STRIPE_PORT="70000", SANDBOX_FLY_PORT="x"/);
  });
});
