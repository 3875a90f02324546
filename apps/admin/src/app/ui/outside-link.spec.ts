import { TestBed } from '@angular/core/testing';
import { OutsideLink } from './outside-link.js';

describe('OutsideLink', () => {
  async function link(href: string | null): Promise<HTMLAnchorElement | null> {
    const fixture = TestBed.createComponent(OutsideLink);
    fixture.componentRef.setInput('href', href);
    fixture.componentRef.setInput('about', 'the customer');
    await fixture.whenStable();
    return (fixture.nativeElement as HTMLElement).querySelector('a');
  }

  it('says where it leads, and gives the other page no hold on this one', async () => {
    const found = await link('https://dashboard.stripe.com/customers/cus_1');
    expect(found?.textContent.replace(/\s+/g, ' ').trim()).toBe(
      'Open in Stripe the customer (opens in a new tab)',
    );
    expect(found?.rel).toBe('noopener noreferrer');
  });

  it('is not there without an address', async () => {
    expect(await link(null)).toBeNull();
  });

  it('never runs a script that came as an address', async () => {
    expect((await link('javascript:alert(1)'))?.href).toMatch(/^unsafe:/);
  });
});
