import { SERVICES, type Service, type UsagePeriod } from '@automna/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Units used per service. */
export type ServiceUnits = Record<Service, number>;

/** Reads what customers used of the services we pay for. */
@Injectable()
export class ServiceUsage {
  constructor(private readonly database: DataSource) {}

  /** Units a customer used within a window (start included, end excluded). */
  async within(userId: string, period: UsagePeriod): Promise<ServiceUnits> {
    const rows: { service: Service; units: number }[] = await this.database.query(
      `SELECT service, SUM(units) AS units FROM service_usage
       WHERE user_id = ? AND used_at >= ? AND used_at < ? GROUP BY service`,
      [userId, period.start.toISOString(), period.end.toISOString()],
    );
    const used = new Map(rows.map((row) => [row.service, Number(row.units)]));
    return Object.fromEntries(SERVICES.map((service) => [service, used.get(service) ?? 0])) as ServiceUnits;
  }
}
