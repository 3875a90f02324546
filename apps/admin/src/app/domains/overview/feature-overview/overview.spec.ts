import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { DriftRunDto } from '@automna/api-client';
import { driftRun } from '../../../../testing/billing-builders.js';
import { overview } from '../../../../testing/builders.js';
import { Page } from '../../../../testing/page.js';
import { Overview } from './overview.js';

describe('Overview', () => {
  let fixture: ComponentFixture<Overview>;
  let page: Page;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([])],
    });
    server = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(Overview);
    page = new Page(fixture.nativeElement as HTMLElement);
  });

  afterEach(() => server.verify());

  const asksForRuns = () => vi.waitFor(() => server.expectOne('/api/admin/billing/drift/runs?limit=5'));

  async function show(runs: DriftRunDto[], failed = 0): Promise<void> {
    const facts = overview({ stripeEvents: { stored: 9, pending: 0, failed } });
    await vi.waitFor(() => server.expectOne('/api/admin/overview').flush(facts));
    (await asksForRuns()).flush({ items: runs, nextCursor: null });
    await fixture.whenStable();
  }

  it('has nothing to say in a calm house', async () => {
    await show([driftRun()]);
    expect(page.text).toContain('Nothing needs you.');
    expect(page.text).toContain('compared');
  });

  it('leads to failed webhooks and to drift', async () => {
    await show([driftRun({ findings: 3, open: 3 })], 2);
    expect(page.link('2 Stripe events failed').getAttribute('href')).toBe('/billing/events?status=failed');
    expect(page.link('3 disagreements with Stripe').getAttribute('href')).toBe('/billing/drift');
    expect(page.text).not.toContain('Nothing needs you.');
  });

  it('does not say that all agree when nothing was compared', async () => {
    await show([]);
    expect(page.text).toContain('Drift–not compared yet');
  });

  it('stands without the answer about drift', async () => {
    await vi.waitFor(() => server.expectOne('/api/admin/overview').flush(overview()));
    (await asksForRuns()).error(new ProgressEvent('error'));
    await fixture.whenStable();
    expect(page.text).toContain('Drift–could not be asked for');
    expect(page.text).toContain('Live subscriptions');
  });
});
