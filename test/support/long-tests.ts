import { jest } from '@jest/globals';

/** Real processes and real time: a journey takes seconds, and a stuck one must still end. */
jest.setTimeout(120_000);
