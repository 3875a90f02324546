import { AccountMails, AccountsModule } from '@automna/accounts';
import { AppConfig } from '@automna/core';
import { Global, Module } from '@nestjs/common';
import { ForgetWithAccount } from './forget-with-account.handler.js';
import { MailLedger } from './mail-ledger.js';
import { MailSendHandler } from './mail-send.handler.js';
import { Mailer } from './mailer.service.js';
import { createMailTransport } from './transports/create-transport.js';
import { MailTransport } from './transports/mail-transport.js';

/** Mail. Global, because it provides the port by which `accounts`, a room below, sends its letters. */
@Global()
@Module({
  imports: [AccountsModule],
  providers: [
    Mailer,
    { provide: AccountMails, useExisting: Mailer },
    MailLedger,
    MailSendHandler,
    ForgetWithAccount,
    {
      provide: MailTransport,
      inject: [AppConfig],
      useFactory: ({ mail }: AppConfig) => createMailTransport(mail.url, mail.from),
    },
  ],
  exports: [AccountMails, Mailer],
})
export class NotificationsModule {}
