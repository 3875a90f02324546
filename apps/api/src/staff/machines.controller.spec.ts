import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Users } from '@automna/accounts';
import type { Role } from '@automna/contracts';
import { Clock, DomainError, ManualClock, openTestHttp } from '@automna/core';
import {
  type Deletion,
  type FoundDrift,
  Deletions,
  type FleetMachine,
  FleetReconcile,
  FleetReports,
  type FleetRun,
  FleetRuns,
  type FlyOrphan,
  Orphans,
} from '@automna/fly-provisioner';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StaffMachinesController } from './machines.controller.js';
import { StaffFleet } from './fleet.service.js';
import { StaffMachines } from './machines.service.js';

const AT = new Date('2026-03-01T12:00:00.000Z');
const COUNTS = {
  ...{ rows: 2, apps: 2, machines: 2, volumes: 2, looked: 2, unread: 0, calls: 7 },
  ...{ orphans: 1, orphanCents: 45 },
};
const run = (given: Partial<FleetRun> = {}): FleetRun => ({
  ...{ id: 'flr_1', mode: 'look', trigger: 'staff', actorId: 'usr_test', reason: 'why', status: 'running' },
  ...{ startedAt: AT, finishedAt: null, error: null, counts: COUNTS, findings: 0, open: 0 },
  ...given,
});
const orphan = (given: Partial<FlyOrphan> = {}): FlyOrphan => ({
  ...{ id: 'orp_1', kind: 'volume', appName: 'automna-u-1', flyId: 'vol_1', region: 'iad' },
  ...{ what: 'Volume of 3 GB', centsPerMonth: 45, atFlySince: null },
  ...{ firstSeenAt: new Date('2026-02-20T13:00:00.000Z'), lastSeenAt: AT, state: 'open' },
  ...{ decidedBy: null, decidedAt: null, reason: null },
  ...given,
});

const person = (id: string) => [id, { id, email: `${id}@x.test` }] as const;

describe('the machine routes of the console', () => {
  let app: NestFastifyApplication;
  const reports = { list: jest.fn<FleetReports['list']>() };
  const reconcile = { request: jest.fn<FleetReconcile['request']>() };
  const runs = {
    latest: jest.fn<FleetRuns['latest']>(),
    running: jest.fn<FleetRuns['running']>(),
    findingsOf: jest.fn<FleetRuns['findingsOf']>(),
    list: jest.fn<FleetRuns['list']>(),
  };
  const orphans = {
    list: jest.fn<Orphans['list']>(),
    keep: jest.fn<Orphans['keep']>(),
    adopt: jest.fn<Orphans['adopt']>(),
    scheduleDeletion: jest.fn<Orphans['scheduleDeletion']>(),
  };
  const deletions = { ofOrphans: jest.fn<Deletions['ofOrphans']>() };

  const open = (role: Role) =>
    openTestHttp({
      principal: { role },
      controllers: [StaffMachinesController],
      globals: [{ provide: Clock, useValue: new ManualClock(AT) }],
      providers: [
        StaffFleet,
        StaffMachines,
        { provide: FleetReports, useValue: reports },
        { provide: FleetReconcile, useValue: reconcile },
        { provide: FleetRuns, useValue: runs },
        { provide: Orphans, useValue: orphans },
        { provide: Deletions, useValue: deletions },
        { provide: Users, useValue: { ofIds: async (ids: string[]) => new Map(ids.map(person)) } },
      ],
    });

  beforeEach(async () => {
    jest.resetAllMocks();
    deletions.ofOrphans.mockResolvedValue(new Map());
    app = await open('admin');
  });
  afterEach(() => app.close());

  const call = async (method: 'GET' | 'POST', path: string, payload?: object, token = 'test') => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await app.inject({ method, url: `/api/admin/machines${path}`, headers, payload });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };

  it('lists machines by what is asked for', async () => {
    const machine: FleetMachine = {
      ...{ id: 'mch_1', userId: 'usr_1', appName: 'automna-u-1', state: 'ready', flyState: 'started' },
      ...{ suspended: null, plan: 'pro', region: 'iad', flyMachineId: 'm1', volumeId: 'vol_1', error: null },
      ...{ openFindings: 1, leavingAt: null, centsPerMonth: 945, createdAt: AT, updatedAt: AT },
    };
    reports.list.mockResolvedValue({ items: [machine], nextCursor: 'mch_1' });
    const query = '?state=ready&suspended=false&drifted=true&region=iad&query=abc&limit=5&cursor=mch_9';
    expect(await call('GET', query)).toMatchObject({
      status: 200,
      body: { items: [{ id: 'mch_1', customerEmail: 'usr_1@x.test', machineId: 'm1' }], nextCursor: 'mch_1' },
    });
    const filter = { state: 'ready', suspended: false, drifted: true, region: 'iad', query: 'abc' };
    expect(reports.list.mock.calls[0]?.[0]).toEqual({ ...filter, limit: 5, cursor: 'mch_9' });
  });

  it.each([
    'state=odd',
    'suspended=maybe',
    'region=IAD',
    'limit=0',
    'limit=101',
    `query=${'x'.repeat(101)}`,
    'x=1',
  ])('refuses to list machines with %s', async (query) => {
    expect(await call('GET', `?${query}`)).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_request' },
    });
  });

  it('tells of all comparisons, page by page', async () => {
    runs.list.mockResolvedValue({ items: [run({ reason: 'After the outage' })], nextCursor: 'flr_1' });
    expect(await call('GET', '/runs?limit=5&cursor=flr_9')).toMatchObject({
      status: 200,
      body: { items: [{ id: 'flr_1', reason: 'After the outage', calls: 7 }], nextCursor: 'flr_1' },
    });
    expect(runs.list.mock.calls[0]?.[0]).toEqual({ limit: 5, cursor: 'flr_9' });
    expect((await call('GET', '/runs?limit=0')).status).toBe(400);
  });

  it('shows the latest comparison, and that nothing was compared yet', async () => {
    runs.latest.mockResolvedValue(run({ status: 'done', finishedAt: AT, findings: 1, open: 1 }));
    runs.running.mockResolvedValue(run({ id: 'flr_2' }));
    const finding: FoundDrift = {
      ...{ id: 'flf_1', runId: 'flr_1', kind: 'machine_missing', machineId: 'mch_1', userId: 'usr_1' },
      ...{ appName: 'automna-u-1', flyId: 'm1', sentence: 'It is gone', repair: 'redo' },
      ...{ repairedAt: null, outcome: null },
    };
    runs.findingsOf.mockResolvedValue([finding]);
    expect((await call('GET', '/reconcile')).body).toMatchObject({
      run: { id: 'flr_1', calls: 7, orphanCentsPerMonth: 45 },
      findings: [{ customerId: 'usr_1', kind: 'machine_missing' }],
      running: { id: 'flr_2' },
    });
    runs.latest.mockResolvedValue(null);
    runs.running.mockResolvedValue(null);
    expect((await call('GET', '/reconcile')).body).toEqual({ run: null, findings: [], running: null });
  });

  it('starts comparisons in the name of who asked, one at a time', async () => {
    reconcile.request.mockResolvedValue(run());
    const body = { repair: true, reason: 'complaint' };
    expect(await call('POST', '/reconcile', body)).toMatchObject({ status: 202, body: { id: 'flr_1' } });
    await call('POST', '/reconcile', { reason: 'look' });
    expect(reconcile.request.mock.calls).toEqual([
      ['repair', 'usr_test', 'complaint'],
      ['look', 'usr_test', 'look'],
    ]);
    reconcile.request.mockRejectedValue(new DomainError('reconcile_busy', { status: 409, title: 'Busy' }));
    expect((await call('POST', '/reconcile', body)).status).toBe(409);
    for (const bad of [{}, { reason: '' }, { reason: 7 }, { reason: 'why', repair: 'yes' }]) {
      expect((await call('POST', '/reconcile', bad)).status).toBe(400);
    }
  });

  it('prices orphans by age, the kept ones not', async () => {
    const going = orphan({ id: 'orp_2', state: 'leaving' });
    orphans.list.mockResolvedValue([orphan(), going, orphan({ id: 'orp_3', state: 'kept' })]);
    const deletion = { holdUntil: AT, waitsFor: 'the hold' } as Deletion;
    deletions.ofOrphans.mockResolvedValue(new Map([['orp_2', deletion]]));
    expect((await call('GET', '/orphans')).body).toMatchObject({
      centsPerMonth: 90,
      items: [
        { id: 'orp_1', ageDays: 8, leavingAt: null },
        { id: 'orp_2', leavingAt: AT.toISOString(), waitsFor: 'the hold' },
        { id: 'orp_3' },
      ],
    });
  });

  it('carries decisions on with who and why', async () => {
    const decision = { actorId: 'usr_test', reason: 'because' };
    orphans.adopt.mockResolvedValue(orphan({ state: 'adopted' }));
    orphans.keep.mockResolvedValue(orphan({ state: 'kept' }));
    orphans.scheduleDeletion.mockResolvedValue(orphan({ state: 'leaving' }));
    const body = { reason: 'because' };
    expect(await call('POST', '/orphans/orp_1/adopt', { ...body, customerId: 'usr_1' })).toMatchObject({
      status: 200,
      body: { state: 'adopted' },
    });
    expect(await call('POST', '/orphans/orp_1/keep', body)).toMatchObject({
      status: 200,
      body: { state: 'kept' },
    });
    expect(await call('POST', '/orphans/orp_1/schedule-deletion', body)).toMatchObject({
      status: 202,
      body: { state: 'leaving' },
    });
    expect(orphans.adopt).toHaveBeenCalledWith('orp_1', 'usr_1', decision);
    expect(orphans.keep).toHaveBeenCalledWith('orp_1', decision);
    expect(orphans.scheduleDeletion).toHaveBeenCalledWith('orp_1', decision);
  });

  const READS = ['', '/reconcile', '/runs', '/orphans'];
  const ACTS = ['/reconcile', '/orphans/o/adopt', '/orphans/o/keep', '/orphans/o/schedule-deletion'];

  it('is for staff who are signed in, and acts are for administrators', async () => {
    for (const path of READS) expect((await call('GET', path, undefined, 'nobody')).status).toBe(401);
    await app.close();
    app = await open('customer');
    for (const path of READS) expect((await call('GET', path)).status).toBe(403);
    await app.close();
    app = await open('support');
    for (const path of ACTS) {
      expect(await call('POST', path, { reason: 'because' })).toMatchObject({
        status: 403,
        body: { errorCode: 'not_allowed' },
      });
    }
    expect(orphans.scheduleDeletion).not.toHaveBeenCalled();
  });
});
