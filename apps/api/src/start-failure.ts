import { ConfigError, DatabaseNewerError, MigrationBrokeReferencesError } from '@automna/core';

/** One line for the operator when the process cannot start; null for a bug, which deserves its stack. */
export function explainStartFailure(error: unknown): string | null {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (
      current instanceof ConfigError ||
      current instanceof DatabaseNewerError ||
      current instanceof MigrationBrokeReferencesError
    ) {
      return current.message;
    }
    const { code, port, address } = current as Error & { code?: string; port?: number; address?: string };
    if (code === 'EADDRINUSE') {
      return `${address ?? ''}:${port ?? ''} is in use by another program: stop it or set PORT to a free port.`;
    }
    if (code === 'EACCES' && port !== undefined) {
      return `Not allowed to listen on port ${port}: set PORT to a number above 1023.`;
    }
  }
  return null;
}
