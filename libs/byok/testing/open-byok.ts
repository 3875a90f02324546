import { Timeline, type UserView, Users } from '@automna/accounts';
import {
  ManualClock,
  type Secret,
  SecretBox,
  type Tx,
  createTestWork,
  newId,
  openTestDatabase,
  queryRows,
} from '@automna/core';
import { type Mail, Mailer } from '@automna/notifications';
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { AnthropicProbe, ProbeResult } from '../adapters/anthropic-probe.js';
import { ByokKey } from '../persistence/byok-key.entity.js';
import { SecretRow } from '../persistence/secret.entity.js';
import { ByokKeys } from '../services/byok-keys.service.js';
import { CheckLimiter } from '../services/check-limiter.service.js';
import { KeyRecheck } from '../services/key-recheck.service.js';
import { Vault } from '../services/vault.service.js';

/** Anthropic as a script: answers `next`, remembers which keys it was asked about. */
export class ScriptedProbe {
  next: ProbeResult = { verdict: 'valid', model: 'claude-haiku' };
  readonly asked: string[] = [];

  check(key: Secret): Promise<ProbeResult> {
    this.asked.push(key.reveal());
    return Promise.resolve(this.next);
  }
}

/** The room on a database of its own: Anthropic scripted, timeline and mail remembered. */
export class ByokFixture {
  readonly clock = new ManualClock();
  readonly probe = new ScriptedProbe();
  readonly entries: string[] = [];
  readonly mails: Mail[] = [];
  readonly events: unknown[] = [];
  readonly keys: ByokKeys;
  readonly recheck: KeyRecheck;
  readonly vault: Vault;

  private constructor(readonly database: DataSource) {
    const { uow } = createTestWork(database, { clock: this.clock });
    const box = new SecretBox([{ id: 'k1', key: randomBytes(32) }]);
    const timeline = {
      record: (_tx: Tx, entry: { kind: string }) => Promise.resolve(void this.entries.push(entry.kind)),
    } as unknown as Timeline;
    const users = {
      get: (id: string) => Promise.resolve({ id, email: `${id}@example.test`, name: 'Kim' } as UserView),
    } as unknown as Users;
    const mailer = { send: (_tx: Tx, mail: Mail) => Promise.resolve(void this.mails.push(mail)) } as Mailer;
    const work = {
      run: <T>(job: (tx: Tx) => Promise<T>) =>
        uow.run((tx) =>
          job({ ...tx, publish: (event) => Promise.resolve(void this.events.push(event.payload)) }),
        ),
    } as typeof uow;
    const probe = this.probe as unknown as AnthropicProbe;
    this.vault = new Vault(box, this.clock, database.getRepository(SecretRow));
    const limiter = new CheckLimiter(work, this.clock);
    const rows = database.getRepository(ByokKey);
    this.keys = new ByokKeys(probe, limiter, this.vault, work, timeline, this.clock, rows);
    this.recheck = new KeyRecheck(probe, this.vault, work, timeline, users, mailer, this.clock);
  }

  static async open(): Promise<ByokFixture> {
    return new ByokFixture(await openTestDatabase({ entities: [SecretRow, ByokKey] }));
  }

  /** A customer to own keys. */
  async user(): Promise<string> {
    const id = newId('usr');
    const now = this.clock.now().toISOString();
    await queryRows(
      this.database,
      `INSERT INTO users (id, email, name, password_hash, role, created_at, updated_at)
       VALUES (?, ?, 'Kim', 'x', 'customer', ?, ?)`,
      [id, `${id}@example.test`, now, now],
    );
    return id;
  }

  close(): Promise<void> {
    return this.database.destroy();
  }
}
