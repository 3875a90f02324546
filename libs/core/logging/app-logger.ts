import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import { hideShapes, redact } from './redaction.js';

export interface LoggerSettings {
  level: Level | 'silent';
  /** Where lines go; standard output by default. */
  destination?: DestinationStream;
}

/**
 * Structured log: one JSON line per event. `logger.log({ message: 'Machine started', machineId })` or the Nest way
 * `logger.log('text', 'Context')`. Secrets do not print: by type (`Secret`), by name and by shape.
 */
export class AppLogger implements LoggerService {
  private constructor(private readonly pino: Logger) {}

  static create(settings: LoggerSettings): AppLogger {
    const options = {
      level: settings.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: {
        level: (label: string) => ({ level: label }),
        log: (fields: object) => redact(fields) as Record<string, unknown>,
      },
      // pino would describe `err` once more; `redact` has done it.
      serializers: { err: (err: unknown) => err },
      hooks: { streamWrite: hideShapes },
    };
    return new AppLogger(settings.destination ? pino(options, settings.destination) : pino(options));
  }

  /** For tests and tools that should say nothing. */
  static silent(): AppLogger {
    return AppLogger.create({ level: 'silent' });
  }

  /** A logger that adds `bindings` to every line. */
  child(bindings: Record<string, unknown>): AppLogger {
    return new AppLogger(this.pino.child(redact(bindings) as Record<string, unknown>));
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const { message: text, ...fields } = { ...fieldsOf(message), ...fieldsOfRest(rest) };
    this.pino[level](fields, typeof text === 'string' ? text : undefined);
  }
}

function fieldsOf(message: unknown): Record<string, unknown> {
  if (message instanceof Error) return { message: message.message, err: message };
  if (typeof message === 'object' && message !== null) return { ...message };
  return { message: String(message) };
}

/** Nest passes `(message, stack?, context?)`: strings are told apart by looking like a stack; objects are fields. */
function fieldsOfRest(rest: unknown[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const part of rest) {
    if (part instanceof Error) fields['err'] = part;
    else if (typeof part === 'object' && part !== null) Object.assign(fields, part);
    else if (typeof part === 'string') fields[/\n\s+at /.test(part) ? 'stack' : 'context'] = part;
  }
  return fields;
}
