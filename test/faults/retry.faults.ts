import type { Fault } from './support/door.js';
import { describeFaults } from './support/suite.js';

const BEFORE: readonly Fault[] = ['dropped before', '503 before'];
const AFTER: readonly Fault[] = ['dropped after', '408 after'];
/** `FAULT_KINDS=all`: every way at every call, in twice the time. */
const ALL = process.env['FAULT_KINDS'] === 'all';

describeFaults(
  'a fault at every call to Fly',
  'before and after it has acted; the product tries again and ends it right',
  ALL ? [...BEFORE, ...AFTER].map((fault) => [fault]) : [BEFORE, AFTER],
);
