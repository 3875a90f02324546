import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { DriftRunDto, OverviewDto } from '@automna/api-client';
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

  async function show(runs: DriftRunDto[], over: Partial<OverviewDto> = {}): Promise<void> {
    await vi.waitFor(() => server.expectOne('/api/admin/overview').flush(overview(over)));
    (await asksForRuns()).flush({ items: runs, nextCursor: null });
    await fixture.whenStable();
  }

  it('has nothing to say in a calm house', async () => {
    await show([driftRun()]);
    expect(page.text).toContain('Nothing needs you.');
    expect(page.text).toContain('compared');
  });

  it('leads to failed webhooks and to drift', async () => {
    await show([driftRun({ findings: 3, open: 3 })], {
      openFindings: 3,
      stripeEvents: { stored: 9, pending: 0, failed: 2 },
    });
    expect(page.link('2 Stripe events failed').getAttribute('href')).toBe('/billing/events?status=failed');
    expect(page.link('3 disagreements with Stripe').getAttribute('href')).toBe('/billing/drift');
    expect(page.text).not.toContain('Nothing needs you.');
  });

  it('leads to the suspended, and to what a person should look at', async () => {
    await show([driftRun()], { suspendedCustomers: 2, attention: 1 });
    expect(page.link('2 customers are suspended').getAttribute('href')).toBe('/machines?suspended=true');
    expect(page.link('1 thing about billing to look at').getAttribute('href')).toBe('/billing/attention');
    expect(page.link('Fleet check').getAttribute('href')).toBe('/machines/orphans');
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
