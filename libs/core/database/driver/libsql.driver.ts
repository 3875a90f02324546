import type { ColumnType, DataSource } from 'typeorm';
import { AbstractSqliteDriver } from 'typeorm/driver/sqlite-abstract/AbstractSqliteDriver.js';
import { type GatewayOptions, LibsqlGateway } from './gateway.js';
import { LibsqlQueryRunner } from './libsql.query-runner.js';

type TypedColumn = Parameters<AbstractSqliteDriver['normalizeType']>[0];

/** TypeORM's SQLite dialect on the official libSQL client: a file, memory or a remote server. */
export class LibsqlDriver extends AbstractSqliteDriver {
  /** Whether the database checks foreign keys on a plain connection; asked once when connecting. */
  foreignKeysEnforced = true;
  private opened: LibsqlGateway | undefined;

  constructor(
    dataSource: DataSource,
    private readonly gatewayOptions: GatewayOptions,
  ) {
    super(dataSource);
  }

  get gateway(): LibsqlGateway {
    if (!this.opened) throw new Error('The database is not connected');
    return this.opened;
  }

  override async connect(): Promise<void> {
    this.opened = await LibsqlGateway.open(this.gatewayOptions);
    const answer = await this.gateway.execute('PRAGMA foreign_keys', []);
    this.foreignKeysEnforced = Object.values(answer.rows[0] ?? {})[0] === 1;
  }

  override async disconnect(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.close();
  }

  /** A runner of its own for each conversation: sharing one is what mixes up transactions. */
  override createQueryRunner(): LibsqlQueryRunner {
    return new LibsqlQueryRunner(this);
  }

  override normalizeType(column: TypedColumn): string {
    return isBytes(column.type) ? 'blob' : super.normalizeType(column);
  }
}

function isBytes(type: ColumnType | undefined): boolean {
  return typeof type === 'function' && type.prototype instanceof Uint8Array;
}
