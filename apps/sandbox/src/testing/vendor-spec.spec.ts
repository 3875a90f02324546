import { describe, expect, it } from '@jest/globals';
import { VendorSpec } from './vendor-spec.js';

const fly = VendorSpec.load('fly-machines');
const anthropic = VendorSpec.load('anthropic');

describe('the check against the vendors’ specs', () => {
  (fly ? it : it.skip)('finds wrong types, unknown fields and unknown answers', () => {
    expect(() => fly?.check('Machine', { id: 1 })).toThrow(/must be string/);
    expect(() => fly?.check('Machine', { ident: 'x' })).toThrow(/additional properties/);
    expect(() => fly?.checkAnswer('post', '/v1/apps', 200, {})).toThrow(/no answer 200/);
    expect(() =>
      fly?.check('Machine', { id: 'x', config: { image: 'i', services: [{ autostop: true }] } }),
    ).not.toThrow();
  });

  (anthropic ? it : it.skip)('finds missing fields and allows null where the vendor does', () => {
    expect(() => anthropic?.check('Message', { id: 'msg_1' })).toThrow(/required property/);
    const text = { type: 'text', text: 'Hi', citations: null };
    expect(() => anthropic?.check('TextBlock', text)).not.toThrow();
    expect(() => anthropic?.check('TextBlock', { ...text, text: null })).toThrow(/must be string/);
  });
});
