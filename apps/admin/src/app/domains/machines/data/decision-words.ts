import type { OrphanDto } from '@automna/api-client';
import type { OrphanDecision } from './machines-client.js';
import { orphanKind } from './orphan-words.js';

/** A question before something is decided, with what comes of it. */
export interface DecisionWords {
  /** The button that opens the question, and the one that answers it. */
  action: string;
  question: string;
  consequence: string;
  /** Said once it is done. */
  done: string;
}

export function decisionWords(decision: OrphanDecision, orphan: OrphanDto): DecisionWords {
  const thing = orphanKind(orphan.kind);
  switch (decision) {
    case 'adopt':
      return {
        action: 'Adopt',
        question: `Adopt this ${asInSentence(thing)}?`,
        consequence: ADOPTION[orphan.kind] ?? 'It is taken into our book.',
        done: `${thing} adopted`,
      };
    case 'keep':
      return orphan.state === 'leaving'
        ? {
            action: 'Keep',
            question: `Keep this ${asInSentence(thing)} after all?`,
            consequence:
              'Its removal is called off. It goes on costing money and is counted as kept on purpose.',
            done: `Removal of the ${asInSentence(thing)} called off`,
          }
        : {
            action: 'Keep',
            question: `Keep this ${asInSentence(thing)}?`,
            consequence: 'It stays where it is, goes on costing money, and is counted as kept on purpose.',
            done: `${thing} kept`,
          };
    case 'schedule-deletion':
      return {
        action: 'Schedule deletion',
        question: `Schedule the deletion of this ${asInSentence(thing)}?`,
        consequence:
          'Nothing goes at once: it is held first, and no volume goes without a snapshot that Fly confirms. Until the hold ends, “Keep” calls it off.',
        done: `Deletion of the ${asInSentence(thing)} scheduled`,
      };
  }
}

const ADOPTION: Record<string, string> = {
  app: 'The customer you name gets it as theirs and is set up from what it holds. They must have no machine yet.',
  machine:
    'It becomes the machine of the customer whose app it is in, if theirs is gone. It is then set up again from there.',
  volume:
    'It becomes the disk of the customer whose app it is in, if theirs is gone. Their machine is then set up again on it.',
};

/** `IP address` keeps its capitals. */
function asInSentence(thing: string): string {
  return /^[A-Z]{2}/.test(thing) ? thing : thing.toLowerCase();
}
