import { modelsByPrice } from './model-choice.js';

const model = (id: string, line: 'haiku' | 'sonnet' | 'opus' | 'mythos' | null, lifecycle = 'active') =>
  ({ id, line, lifecycle }) as Parameters<typeof modelsByPrice>[0][number];

describe('modelsByPrice', () => {
  it('puts the cheapest active line first, and lines it does not know last', () => {
    expect(
      modelsByPrice([model('m', 'mythos'), model('o', 'opus'), model('h', 'haiku'), model('s', 'sonnet')]),
    ).toEqual(['h', 's', 'o', 'm']);
    expect(modelsByPrice([model('old', 'haiku', 'deprecated'), model('s', 'sonnet')])).toEqual(['s']);
  });

  it('takes what there is', () => {
    expect(modelsByPrice([model('new', null)])).toEqual(['new']);
    expect(modelsByPrice([model('old', 'opus', 'deprecated')])).toEqual(['old']);
    expect(modelsByPrice([])).toEqual([]);
  });
});
