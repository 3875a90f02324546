import { Timeline, type TimelineEntry, type UserView, Users } from '@automna/accounts';
import {
  AppLogger,
  type LibsqlDataSource,
  ManualClock,
  type MasterKey,
  type Secret,
  SecretBox,
  type Tx,
  type UnitOfWork,
  createTestWork,
  newId,
  openTestDatabase,
  queryRows,
} from '@automna/core';
import { type Mail, Mailer } from '@automna/notifications';
import { randomBytes } from 'node:crypto';
import type { AnthropicProbe, ProbeResult } from '../adapters/anthropic-probe.js';
import { ByokKey } from '../persistence/byok-key.entity.js';
import { SecretRow } from '../persistence/secret.entity.js';
import { MasterKeyRotation } from '../rotation/master-key-rotation.service.js';
import { VaultPlace } from '../rotation/vault-place.js';
import { ByokKeys } from '../services/byok-keys.service.js';
import { CheckLimiter } from '../services/check-limiter.service.js';
import { KeyDelivery } from '../services/key-delivery.service.js';
import { KeyRecheck } from '../services/key-recheck.service.js';
import { KeyRollback } from '../services/key-rollback.service.js';
import { KeyShredder } from '../services/key-shredder.service.js';
import { KeyStore } from '../services/key-store.service.js';
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

export interface ByokFixtureOptions {
  /** Asks somebody real instead of the script. */
  probe?: (clock: ManualClock, logger: AppLogger) => AnthropicProbe;
  logger?: AppLogger;
  masterKeys?: readonly MasterKey[];
  /** The database of another fixture, as another process would open it. */
  url?: string;
}

/** A master key of its own. */
export function masterKey(id: string): MasterKey {
  return { id, key: randomBytes(32) };
}

/** The room on a database of its own: Anthropic scripted, timeline and mail remembered. */
export class ByokFixture {
  readonly clock = new ManualClock();
  readonly probe = new ScriptedProbe();
  readonly timeline: TimelineEntry[] = [];
  readonly mails: Mail[] = [];
  readonly events: unknown[] = [];
  readonly work: UnitOfWork;
  readonly keys: ByokKeys;
  readonly recheck: KeyRecheck;
  readonly delivery: KeyDelivery;
  readonly shredder: KeyShredder;
  readonly rotation: MasterKeyRotation;
  readonly vault: Vault;
  readonly box: SecretBox;

  private constructor(
    readonly database: LibsqlDataSource,
    options: ByokFixtureOptions,
  ) {
    const { uow } = createTestWork(database, { clock: this.clock });
    const logger = options.logger ?? AppLogger.silent();
    this.box = new SecretBox(options.masterKeys ?? [masterKey('k1')]);
    const timeline = {
      record: (_tx: Tx, entry: TimelineEntry) => Promise.resolve(void this.timeline.push(entry)),
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
    this.work = work;
    const probe = options.probe?.(this.clock, logger) ?? (this.probe as unknown as AnthropicProbe);
    const { clock } = this;
    this.vault = new Vault(this.box, clock, database.getRepository(SecretRow));
    const limiter = new CheckLimiter(work, clock);
    const rows = database.getRepository(ByokKey);
    const store = new KeyStore(this.vault, timeline, clock);
    this.keys = new ByokKeys(probe, limiter, this.vault, store, work, timeline, clock, rows);
    const rollback = new KeyRollback(probe, this.vault, work, timeline, mailer, clock);
    this.recheck = new KeyRecheck(
      ...([probe, this.vault, rollback, work, timeline, users, mailer, clock, logger, rows] as const),
    );
    this.delivery = new KeyDelivery(work, clock);
    this.shredder = new KeyShredder(this.vault, work, timeline, clock);
    this.rotation = new MasterKeyRotation(this.box, new VaultPlace(this.box, database, clock), work);
  }

  static async open(options: ByokFixtureOptions = {}): Promise<ByokFixture> {
    const { url } = options;
    const settings = { entities: [SecretRow, ByokKey], ...(url === undefined ? {} : { url }) };
    return new ByokFixture(await openTestDatabase(settings), options);
  }

  /** What the timeline was told, by kind. */
  get entries(): string[] {
    return this.timeline.map(({ kind }) => kind);
  }

  /** Everything in the room's tables. */
  async dump(): Promise<string> {
    const tables = ['secrets', 'byok_keys', 'byok_check_windows', 'byok_shredded'];
    const rows = await Promise.all(tables.map((table) => queryRows(this.database, `SELECT * FROM ${table}`)));
    return JSON.stringify(rows);
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
