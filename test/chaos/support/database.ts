import { type Client, createClient } from '@libsql/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A database file of the test's own, to be read past the API. */
export class DatabaseFile {
  private constructor(
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async create(): Promise<DatabaseFile> {
    const folder = await mkdtemp(join(tmpdir(), 'automna-chaos-'));
    return new DatabaseFile(folder, `file:${join(folder, 'automna.db')}`);
  }

  /** The values of the first column. */
  async column(sql: string): Promise<string[]> {
    const client: Client = createClient({ url: this.url });
    try {
      const { rows } = await client.execute(sql);
      return rows.map((row) => String(row[0]));
    } finally {
      client.close();
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
