import type { StaffMachine } from '@automna/fly-provisioner';
import type { StaffMachineDto } from './staff.dto.js';

export function toStaffMachine({
  suspendedAt,
  createdAt,
  updatedAt,
  ...machine
}: StaffMachine): StaffMachineDto {
  return {
    ...machine,
    suspendedAt: suspendedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
