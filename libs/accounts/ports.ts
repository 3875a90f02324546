import type { Tx } from '@automna/core';

/** The letters this room needs sent, with what goes into them. */
export interface AccountMailData {
  verify_email: { name: string; token: string };
  reset_password: { name: string; token: string };
  welcome: { name: string };
}

export type AccountMail = {
  [T in keyof AccountMailData]: {
    to: string;
    userId: string;
    template: T;
    data: AccountMailData[T];
    /** A mail with the same key is sent once, however often it is asked for. */
    dedupeKey: string;
  };
}[keyof AccountMailData];

/** Port: mail lives in a room above this one. `notifications` provides it. */
export abstract class AccountMails {
  /** Writes the mail with the transaction; it goes out after the commit. */
  abstract send(tx: Tx, mail: AccountMail): Promise<void>;
}
