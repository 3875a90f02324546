import { ModelMemory } from './model-memory.js';

const now = new Date('2026-03-01T12:00:00Z');
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

describe('ModelMemory', () => {
  it('remembers for some hours, by key, until told otherwise', () => {
    const memory = new ModelMemory();
    memory.set('a', 'haiku', now);
    expect([memory.get('a', later(5)), memory.get('a', later(6)), memory.get('b', now)]).toEqual([
      'haiku',
      null,
      null,
    ]);
    memory.forget('a');
    expect(memory.get('a', now)).toBeNull();
  });

  it('does not grow without end: the longest unused goes', () => {
    const memory = new ModelMemory();
    for (let index = 0; index < 1_000; index += 1) memory.set(`k${index}`, 'm', now);
    memory.set('k0', 'm', now);
    memory.set('one more', 'm', now);
    expect([memory.get('k0', now), memory.get('k1', now), memory.get('k2', now)]).toEqual(['m', null, 'm']);
  });
});
