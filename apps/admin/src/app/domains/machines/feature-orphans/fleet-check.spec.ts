import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter } from '@angular/router';
import type { FleetReportDto, OrphanDto } from '@automna/api-client';
import { fleetFinding, fleetReport, fleetRun, orphan } from '../../../../testing/fleet-builders.js';
import { Page } from '../../../../testing/page.js';
import { settled, signedInAs, tellTime } from '../../../../testing/sign-in.js';
import { ASK_AGAIN_MS } from '../../../data/ask-again.js';
import { FleetCheck } from './fleet-check.js';

const FLEET = '/api/admin/machines/reconcile';
const ORPHANS = '/api/admin/machines/orphans';

describe('FleetCheck', () => {
  let fixture: ComponentFixture<FleetCheck>;
  let page: Page;
  let server: HttpTestingController;
  /** What the API would answer from now on. */
  let orphans: OrphanDto[];

  beforeEach(() => {
    orphans = [];
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([]),
        { provide: ASK_AGAIN_MS, useValue: 0 },
      ],
    });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    TestBed.inject(MatDialog).closeAll();
    tellTime();
    answerOrphans();
    answerHistory();
    server.verify();
  });

  async function open(report: FleetReportDto, role: 'admin' | 'support' = 'admin'): Promise<void> {
    await signedInAs(role);
    fixture = TestBed.createComponent(FleetCheck);
    document.body.append(fixture.nativeElement as HTMLElement);
    page = new Page(fixture.nativeElement as HTMLElement);
    await show(report);
  }

  async function show(report: FleetReportDto): Promise<void> {
    await vi.waitFor(() => server.expectOne({ method: 'GET', url: FLEET }).flush(report));
    // While something runs, the next question is always on its way.
    if (!report.running) await quiet();
  }

  function answerOrphans(): void {
    const costing = orphans.filter(({ state }) => state !== 'kept');
    const centsPerMonth = costing.reduce((sum, each) => sum + each.centsPerMonth, 0);
    for (const request of server.match({ method: 'GET', url: ORPHANS })) {
      request.flush({ items: orphans, centsPerMonth });
    }
  }

  function answerHistory(): void {
    for (const request of server.match(({ url }) => url === '/api/admin/machines/runs')) {
      request.flush({
        items: [fleetRun({ id: 'flr_0', mode: 'repair', trigger: 'command' })],
        nextCursor: null,
      });
    }
  }

  const quiet = (): Promise<void> =>
    settled(fixture, () => {
      answerOrphans();
      answerHistory();
    });
  const posted = (url: string): Promise<TestRequest> =>
    vi.waitFor(() => server.expectOne({ method: 'POST', url }));
  const asked = (): Page => {
    const dialog = document.querySelector<HTMLElement>('ac-decide-dialog');
    if (!dialog) throw new Error('No question is open.');
    return new Page(dialog);
  };

  it('is glad when nothing is spent on nothing', async () => {
    await open(fleetReport());
    expect(page.text).toContain('$0.00 a month is spent on nothing');
    expect(page.text).toContain('Every machine is as it ought to be');
    expect(page.text).toContain('1,000 machines and 1,002 volumes compared');
  });

  it('does not claim so before anybody looked, or when the look broke off', async () => {
    await open(fleetReport({ run: null }));
    expect(page.text).toContain('Nobody has looked yet');
    expect(page.text).not.toContain('$0.00');
    page.button('Refresh').click();
    await show(fleetReport({ run: fleetRun({ status: 'failed', error: 'Fly did not answer.' }) }));
    expect(page.text).toContain('Fly did not answer.');
    expect(page.text).toContain('this may be out of date');
    expect(page.text).not.toContain('$0.00');
  });

  it('shows what belongs to nobody, how old it is, and what it costs', async () => {
    orphans = [
      orphan(),
      orphan({
        id: 'orp_2',
        kind: 'ip',
        flyId: '137.66.1.2',
        state: 'leaving',
        centsPerMonth: 200,
        leavingAt: '2026-11-29T08:00:00.000Z',
        waitsFor: 'a snapshot',
        reason: 'Nobody needs it',
      }),
    ];
    await open(fleetReport(), 'support');
    for (const words of [
      '$3.50 a month is spent on nothing.',
      'Volume vol_9',
      '$1.50 a month · 12 days old',
      'To decide',
      'On its way out',
      'not before 29 Nov 2026, 08:00 UTC',
      'waiting: a snapshot',
      '“Nobody needs it”',
      'Only admins can check, repair and decide.',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.has('button', 'Check now')).toBe(false);
    expect(page.has('button', 'Keep vol_9')).toBe(false);
  });

  it('wants a reason, and schedules a deletion', async () => {
    orphans = [orphan()];
    await open(fleetReport());
    page.button('Schedule deletion vol_9').click();
    await quiet();
    expect(asked().text).toContain('Schedule the deletion of this volume?');
    asked().submit();
    await quiet();
    expect(asked().text).toContain('Say in a few words why.');
    asked().type('Why?', ' Left behind ');
    asked().submit();
    const post = await posted(`${ORPHANS}/orp_1/schedule-deletion`);
    expect(post.request.body).toEqual({ reason: 'Left behind' });
    orphans = [orphan({ state: 'leaving' })];
    post.flush(orphans[0] ?? null);
    await vi.waitFor(() => {
      answerOrphans();
      expect(page.text).toContain('Deletion of the volume scheduled: vol_9.');
      expect(page.text).toContain('On its way out');
    });
  });

  it('asks whose a whole app is, and keeps what was typed when it is refused', async () => {
    orphans = [orphan({ kind: 'app', flyId: 'automna-u-7', appName: 'automna-u-7' })];
    await open(fleetReport());
    page.button('Adopt automna-u-7').click();
    await quiet();
    asked().type('Why?', 'It is theirs');
    asked().submit();
    await quiet();
    expect(asked().text).toContain('Paste the customer’s id');
    asked().type('Customer id', ' usr_7 ');
    asked().submit();
    const post = await posted(`${ORPHANS}/orp_1/adopt`);
    expect(post.request.body).toEqual({ reason: 'It is theirs', customerId: 'usr_7' });
    post.flush(
      { title: 'No', status: 409, detail: 'This customer has a machine already.', errorCode: 'machine_busy' },
      { status: 409, statusText: 'Conflict' },
    );
    await quiet();
    expect(asked().text).toContain('This customer has a machine already.');
    expect(asked().field('Customer id').value).toBe(' usr_7 ');
  });

  it('checks, follows the check, and looks for orphans again', async () => {
    await open(fleetReport());
    page.button('Check now').click();
    const post = await posted(FLEET);
    expect(post.request.body).toEqual({ reason: 'Asked for in the console' });
    const running = fleetRun({ id: 'flr_2', status: 'running', finishedAt: null, trigger: 'staff' });
    post.flush(running);
    await show(fleetReport({ running }));
    await vi.waitFor(() => expect(page.role('status')[0]?.textContent).toContain('A check is running.'));
    orphans = [orphan()];
    await show(fleetReport({ run: fleetRun({ id: 'flr_2' }) }));
    expect(page.text).toContain('$1.50 a month is spent on nothing.');
  });

  it('shows the plan and wants a reason before it repairs', async () => {
    await open(
      fleetReport({
        run: fleetRun({ findings: 2, open: 2 }),
        findings: [fleetFinding(), fleetFinding({ id: 'flf_2', kind: 'volume_stuck', repair: 'person' })],
      }),
    );
    expect(page.text).toContain('Settings differ');
    page.button('Repair…').click();
    await quiet();
    expect(page.text).toContain('Settle 1 finding with one update');
    expect(page.text).toContain('Leave 1 to a person');
    expect(page.text).toContain('What belongs to nobody is not touched');
    page.type('Why is it repaired now?', 'After the outage');
    page.submit();
    const post = await posted(FLEET);
    expect(post.request.body).toEqual({ repair: true, reason: 'After the outage' });
    post.flush(fleetRun({ id: 'flr_2', mode: 'repair', status: 'running', finishedAt: null }));
    await show(
      fleetReport({
        run: fleetRun({ id: 'flr_2', mode: 'repair', reason: 'After the outage' }),
        findings: [fleetFinding({ repairedAt: '2026-11-22T12:59:59.000Z', outcome: 'Updated.' })],
      }),
    );
    expect(page.text).toContain('Repaired');
    expect(page.text).toContain('Updated.');
    expect(page.has('button', 'Repair…')).toBe(false);
  });

  it('keeps a history', async () => {
    await open(fleetReport());
    expect(page.headings).toContain('History');
    expect(page.text).toContain('Repair by a command');
    expect(page.text).toContain('All as it ought to be');
  });

  it('says when somebody else was faster', async () => {
    await open(fleetReport());
    page.button('Check now').click();
    (await posted(FLEET)).flush(
      { title: 'Busy', status: 409, detail: 'A comparison is running already.', errorCode: 'reconcile_busy' },
      { status: 409, statusText: 'Conflict' },
    );
    await show(fleetReport());
    expect(page.text).toContain('A comparison is running already.');
  });
});
