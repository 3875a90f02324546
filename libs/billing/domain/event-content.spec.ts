import { describe, expect, it } from '@jest/globals';
import { sameContent } from './event-content.js';

describe('sameContent', () => {
  const event = {
    id: 'evt_1',
    type: 'invoice.paid',
    created: 1,
    api_version: 'v1',
    pending_webhooks: 2,
    data: { object: { id: 'in_1', total: 100 } },
  };
  const same = (other: object) => sameContent(JSON.stringify(event), JSON.stringify({ ...event, ...other }));

  it.each([
    ['the same bytes', {}, true],
    ['fewer deliveries to come', { pending_webhooks: 1 }, true],
    ['another shape for another version', { api_version: 'v2', data: { object: { id: 'in_1' } } }, true],
    ['another amount', { data: { object: { id: 'in_1', total: 1 } } }, false],
    ['another object', { api_version: 'v2', data: { object: { id: 'in_2' } } }, false],
    ['another type', { type: 'invoice.voided' }, false],
    ['another time', { created: 2 }, false],
  ])('%s: %j', (_what, other, expected) => {
    expect(same(other)).toBe(expected);
  });

  it('does not mind the order of keys, and takes a body that is no JSON for other content', () => {
    const turned = JSON.stringify(Object.fromEntries(Object.entries(event).reverse()));
    expect(sameContent(JSON.stringify(event), turned)).toBe(true);
    expect(sameContent('{', JSON.stringify(event))).toBe(false);
  });
});
