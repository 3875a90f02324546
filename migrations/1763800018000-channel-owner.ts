import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may talk to an agent on a channel, as the messenger numbers people. */
export class ChannelOwner1763800018000 implements MigrationInterface {
  name = 'ChannelOwner1763800018000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channels ADD COLUMN owner_id TEXT');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channels DROP COLUMN owner_id');
  }
}
