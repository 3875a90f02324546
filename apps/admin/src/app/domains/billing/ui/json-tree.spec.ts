import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Page } from '../../../../testing/page.js';
import { JsonTree } from './json-tree.js';

describe('JsonTree', () => {
  let fixture: ComponentFixture<JsonTree>;
  let page: Page;

  async function show(value: unknown): Promise<void> {
    fixture = TestBed.createComponent(JsonTree);
    fixture.componentRef.setInput('value', value);
    fixture.componentRef.setInput('levels', 1);
    await fixture.whenStable();
    page = new Page(fixture.nativeElement as HTMLElement);
  }

  it('shows values as JSON writes them', async () => {
    await show({ amount: 0, paid: false, reason: null, number: 'A-1', lines: [], metadata: {} });
    for (const text of [
      '6 fields',
      'amount: 0',
      'paid: false',
      'reason: null',
      'number: "A-1"',
      'lines: []',
      'metadata: {}',
    ]) {
      expect(page.text).toContain(text);
    }
  });

  it('draws what is folded only when it is opened', async () => {
    await show({ data: { items: ['first', 'second'] } });
    expect(page.text).toContain('data: 1 field');
    expect(page.text).not.toContain('items');
    const folds = (fixture.nativeElement as HTMLElement).querySelectorAll('details');
    const inner = folds[1];
    if (!inner) throw new Error('The object inside does not fold.');
    inner.open = true;
    await vi.waitFor(() => expect(page.text).toContain('items: 2 entries'));
  });
});
