import { SetMetadata } from '@nestjs/common';

export interface ScheduledTaskOptions {
  /** Unique and stable: it names the row that holds the task's switch and history. `room.what-it-does`. */
  name: string;
  everySeconds: number;
  /** A crashed process's run is free after this time; renewed while the task runs. Default 60. */
  leaseSeconds?: number;
}

/** Work that is done again and again, by one process at a time. */
export interface TaskRunner {
  /** Returns a short sentence for staff, e.g. `3 of 40 machines corrected`. Stop when `signal` aborts. */
  run(signal: AbortSignal): Promise<string> | Promise<void>;
}

export const SCHEDULED_TASK = 'automna:scheduled-task';

/** Marks an injectable `TaskRunner`. The first run comes right after the first start. */
export const ScheduledTask = (options: ScheduledTaskOptions): ClassDecorator =>
  SetMetadata(SCHEDULED_TASK, options);
