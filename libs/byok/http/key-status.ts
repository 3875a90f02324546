import { ANTHROPIC_BILLING_URL, ANTHROPIC_KEYS_URL, type Verdict } from '@automna/contracts';
import { DEFAULT_MODEL } from '@automna/openclaw';
import { shownDelivery } from '../domain/key-delivery.js';
import { VERDICT_MESSAGES, isEnabled, rollbackMessage } from '../domain/verdict.js';
import type { ByokKey } from '../persistence/byok-key.entity.js';
import type { KeyStatusDto, RolledBackKeyDto } from './byok.dto.js';

function helpUrl(verdict: Verdict): string | null {
  if (verdict === 'no_credit') return ANTHROPIC_BILLING_URL;
  return isEnabled(verdict) ? null : ANTHROPIC_KEYS_URL;
}

function rolledBack(key: ByokKey): RolledBackKeyDto | null {
  const { masked, rolledBackAt, rolledBackMasked, rolledBackVerdict: verdict } = key;
  if (!rolledBackAt || !rolledBackMasked || !verdict) return null;
  return {
    masked: rolledBackMasked,
    verdict,
    message: rollbackMessage(verdict, rolledBackMasked, masked),
    at: rolledBackAt.toISOString(),
  };
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
    delivery: key ? shownDelivery(key) : 'none',
    deliveredAt: key?.deliveredAt?.toISOString() ?? null,
    rolledBack: key && rolledBack(key),
    modelInUse: key && isEnabled(key.verdict) ? DEFAULT_MODEL : null,
    model: key?.model ?? null,
    helpUrl: key && helpUrl(key.verdict),
  };
}
