import { ANTHROPIC_BILLING_URL, ANTHROPIC_KEYS_URL, type Verdict } from '@automna/contracts';
import { VERDICT_MESSAGES, isEnabled } from '../domain/verdict.js';
import type { ByokKey } from '../persistence/byok-key.entity.js';
import type { KeyStatusDto } from './byok.dto.js';

function helpUrl(verdict: Verdict): string | null {
  if (verdict === 'no_credit') return ANTHROPIC_BILLING_URL;
  return isEnabled(verdict) ? null : ANTHROPIC_KEYS_URL;
}

/** What people may see of a key: everything but the key. */
export function toKeyStatus(key: ByokKey | null): KeyStatusDto {
  return {
    configured: key !== null,
    provider: 'anthropic',
    masked: key?.masked ?? null,
    fingerprint: key?.fingerprint ?? null,
    verdict: key?.verdict ?? null,
    message: key && VERDICT_MESSAGES[key.verdict],
    enabled: key !== null && isEnabled(key.verdict),
    lastCheckedAt: key?.lastCheckedAt.toISOString() ?? null,
    nextCheckAt: key?.nextCheckAt.toISOString() ?? null,
    delivery: key?.delivery ?? 'none',
    model: key?.model ?? null,
    helpUrl: key && helpUrl(key.verdict),
  };
}
