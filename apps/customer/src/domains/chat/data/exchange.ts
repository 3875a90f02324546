import type { Problem } from '@automna/web-ui';

/** A message and what came back. `waiting` until the first word, then `writing`. */
export interface Exchange {
  id: number;
  question: string;
  answer: string;
  state: 'waiting' | 'writing' | 'done' | 'stopped' | 'failed';
  problem: Problem | null;
}
