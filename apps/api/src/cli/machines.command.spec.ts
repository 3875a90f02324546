import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FleetReconcile, FleetReport, FoundDrift } from '@automna/fly-provisioner';

// nest-commander is CommonJS and requires Nest, which Jest allows only once Nest's own modules are all loaded.
await import('@nestjs/common');
await import('@nestjs/core');
const { ReconcileMachinesCommand } = await import('./machines.command.js');

describe('machines reconcile', () => {
  let printed: string;

  beforeEach(() => {
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });

  const finding = (given: Partial<FoundDrift> = {}): FoundDrift => ({
    id: 'flf_1',
    runId: 'flr_1',
    kind: 'machine_missing',
    machineId: 'mch_1',
    userId: 'usr_1',
    appName: 'automna-u-1',
    flyId: 'm1',
    sentence: 'The machine in automna-u-1 is gone at Fly',
    repair: 'redo',
    repairedAt: null,
    outcome: null,
    ...given,
  });

  const run = async (
    findings: FoundDrift[],
    options: { repair?: boolean; json?: boolean } = {},
    orphans = 0,
  ) => {
    const counts = {
      ...{ rows: 2, apps: 3, machines: 2, volumes: 2, looked: 2, unread: 0, calls: 7 },
      ...{ orphans, orphanCents: orphans * 945 },
    };
    const open = findings.filter(({ repairedAt }) => repairedAt === null).length;
    const report = { run: { counts, findings: findings.length, open }, findings } as FleetReport;
    const fleet = { run: jest.fn<FleetReconcile['run']>().mockResolvedValue(report) };
    await new ReconcileMachinesCommand(fleet as unknown as FleetReconcile).run([], options);
    return fleet.run.mock.calls[0]?.[0];
  };

  it('says that all is well', async () => {
    expect(await run([])).toMatchObject({ mode: 'look', trigger: 'command' });
    expect(printed).toContain('2 machines and 2 volumes in 3 apps with 7 requests');
    expect(printed).toContain('Every machine is as it ought to be.');
    expect(process.exitCode).toBeUndefined();
  });

  it('shows the plan and exits with 1 while anything is open', async () => {
    await run([finding(), finding({ repair: 'person', sentence: 'Its volume is gone' })]);
    expect(printed).toContain('Would set it up again: The machine in automna-u-1 is gone at Fly');
    expect(printed).toContain('For a person: Its volume is gone');
    expect(printed).toContain('2 findings, 2 open.');
    expect(process.exitCode).toBe(1);
  });

  it('tells repaired from failed, and exits with 0 when nothing is left', async () => {
    const repaired = finding({ repairedAt: new Date(), outcome: 'It is being set up again' });
    expect(await run([repaired], { repair: true })).toMatchObject({ mode: 'repair' });
    expect(printed).toContain(
      'Repaired: The machine in automna-u-1 is gone at Fly. It is being set up again',
    );
    expect(process.exitCode).toBeUndefined();
    await run([repaired, finding({ outcome: 'Fly is down' })], { repair: true });
    expect(printed).toContain('Fly is down');
    expect(process.exitCode).toBe(1);
  });

  it('prices what belongs to nobody, which is no failure', async () => {
    await run([], {}, 2);
    expect(printed).toContain('2 things belong to nobody and cost $18.90 a month');
    expect(process.exitCode).toBeUndefined();
  });

  it('prints one JSON document for programs', async () => {
    await run([finding()], { json: true });
    expect(JSON.parse(printed)).toMatchObject({ run: { open: 1 }, findings: [{ machineId: 'mch_1' }] });
  });
});
