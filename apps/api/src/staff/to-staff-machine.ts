import type { StaffMachine } from '@automna/fly-provisioner';
import type { StaffMachineDto } from './staff.dto.js';

export function toStaffMachine({ createdAt, updatedAt, ...machine }: StaffMachine): StaffMachineDto {
  return { ...machine, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
