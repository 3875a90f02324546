import { hashToken, newToken, Secret } from '@automna/core';
import { SECRET_ENV } from '@automna/openclaw';
import type { ProvisionStep } from './provision-step.js';

/**
 * Secrets go to Fly's vault before there is a machine, so its first start has them. The proxy token is made here:
 * only its hash is kept, so a repeated step makes a new one, and the old one was never used by anybody.
 */
export const secretsStep: ProvisionStep = {
  id: 'secrets',
  async run({ tools: { fly }, machine, signal, desired, save }) {
    const { secrets, secretsHash } = await desired();
    const present = Object.entries(secrets).filter(([, value]) => value !== null);
    const proxyToken = new Secret(newToken('amp_'));
    await save({ proxyTokenHash: hashToken(proxyToken.reveal()) });
    const secretsVersion = await fly.setSecrets(
      machine.appName,
      { ...Object.fromEntries(present), [SECRET_ENV.proxyToken]: proxyToken },
      signal,
    );
    await save({ secretsVersion, appliedSecretsHash: secretsHash });
  },
};
