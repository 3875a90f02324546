export const ROLES = ['customer', 'support', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Roles of people who work here. */
export const STAFF_ROLES = ['support', 'admin'] as const satisfies readonly Role[];

export function isStaff(role: Role): boolean {
  return role !== 'customer';
}
