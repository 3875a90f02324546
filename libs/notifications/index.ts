export type { Mail, MailData, MailTemplate } from './mail-data.js';
export { mailAad } from './mail-ledger.js';
export { Mailer } from './mailer.service.js';
export * from './notifications.module.js';
export { renderMail } from './templates/templates.js';
export type { RenderedMail } from './templates/layout.js';
export { moneyText } from './templates/words.js';
