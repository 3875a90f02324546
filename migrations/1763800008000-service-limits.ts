import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units of our paid services used by customers, one row per charge, so that every unit can be explained. */
export class ServiceLimits1763800008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE service_usage (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users (id),
        service TEXT NOT NULL CHECK (service IN ('search', 'browser', 'email', 'phone')),
        units INTEGER NOT NULL CHECK (units >= 0),
        used_at TEXT NOT NULL
      )`);
    await runner.query('CREATE INDEX service_usage_window ON service_usage (user_id, used_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE service_usage');
  }
}
