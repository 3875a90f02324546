import type { Mail } from './outbox.js';
import { STYLE } from './page-style.js';

/** Mails on the list at a time; the filter finds older ones. */
const SHOWN = 200;

/** Nothing from a mail may run, and nothing may be fetched from outside. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'self'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The list of mails, newest first. */
export function listPage(mails: Mail[], to: string): string {
  const rows = mails.slice(0, SHOWN).map(row).join('\n');
  const count = `${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}${to ? ` to ${escapeHtml(to)}` : ''}`;
  const older = mails.length > SHOWN ? `, the newest ${SHOWN} shown` : '';
  const clear = to ? '<a class="button plain" href="/">Show all</a>' : '';
  const list =
    mails.length > 0
      ? `<ul class="mails card">${rows}</ul>`
      : `<div class="card empty"><h2>No mail${to ? ' for this address' : ''} yet</h2>
<p class="soft">Sign up or ask for a new password in the customer app, then reload this page.</p></div>`;
  return page(
    'Sandbox inbox',
    `<header><h1>Sandbox inbox</h1><p class="soft">${count}${older}</p></header>
<main><form method="get" action="/"><label>Only mail to<input type="email" name="to" value="${escapeHtml(to)}" placeholder="ada@example.com" autocomplete="off"></label>
<button>Filter</button>${clear}</form>${list}</main>`,
  );
}

function row(mail: Mail): string {
  const [first = ''] = mail.to;
  return `<li><span class="initial" aria-hidden="true">${escapeHtml(initialOf(first))}</span>
<a href="/inbox/${mail.id}/view">${escapeHtml(mail.subject || '(no subject)')}</a>
<div class="where soft"><span>to ${escapeHtml(mail.to.join(', '))}</span>${mail.last_event === 'delivered' ? '' : chip(mail)}</div>
<p class="first-words soft">${escapeHtml(firstWords(mail))}</p>
<time class="when soft" datetime="${mail.created_at}">${spoken(mail.created_at)}</time></li>`;
}

/** One mail: its head, its links as plain links, its body in a frame without scripts. */
export function mailPage(mail: Mail): string {
  const links = linksOf(mail).map(
    (url) => `<li><a class="card" href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(url)}</a></li>`,
  );
  const linkList =
    links.length > 0 ? `<h2>Links in this mail</h2><ul class="links">${links.join('')}</ul>` : '';
  const html = mail.html
    ? `<h2>Message</h2><iframe title="Message" sandbox="allow-popups allow-top-navigation-by-user-activation" srcdoc="${escapeHtml(`<base target="_top">${mail.html}`)}"></iframe>`
    : '';
  const plain = `<pre class="card">${escapeHtml(mail.text ?? '')}</pre>`;
  const text = !mail.text
    ? ''
    : html
      ? `<details><summary>Plain text</summary>${plain}</details>`
      : `<h2>Message</h2>${plain}`;
  const copies = mail.cc.length > 0 ? `<dt>Copy to</dt><dd>${escapeHtml(mail.cc.join(', '))}</dd>` : '';
  return page(
    mail.subject || '(no subject)',
    `<header><a class="back" href="/">← All mail</a><h1>${escapeHtml(mail.subject || '(no subject)')}</h1></header>
<main><dl class="card"><dt>From</dt><dd>${escapeHtml(mail.from)}</dd><dt>To</dt><dd>${escapeHtml(mail.to.join(', '))}</dd>${copies}
<dt>Sent</dt><dd><time datetime="${mail.created_at}">${spoken(mail.created_at)}</time></dd><dt>State</dt><dd>${chip(mail)}</dd></dl>
${linkList}${html}${text}</main>`,
  );
}

/** A short page for a mail that is not there. */
export function missingPage(): string {
  return page(
    'No such mail',
    `<header><a class="back" href="/">← All mail</a><h1>No such mail</h1></header>
<main><div class="card empty"><p>The sandbox keeps the newest mails until it is reset. This one is gone, or its address is wrong.</p></div></main>`,
  );
}

function chip({ last_event }: Mail): string {
  const bad = ['bounced', 'complained', 'suppressed'].includes(last_event);
  return `<span class="chip${bad ? ' bad' : ''}">${escapeHtml(last_event)}</span>`;
}

function initialOf(address: string): string {
  return (/[\p{L}\p{N}]/u.exec(address)?.[0] ?? '?').toUpperCase();
}

function firstWords({ text, html }: Mail): string {
  const plain =
    text ?? (html ?? '').slice(0, 6000).replace(/<(style|script|title)\b[\s\S]*?<\/\1>|<[^>]*>/gi, ' ');
  return plain
    .slice(0, 2000)
    .replace(/https?:\/\/\S+/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 140);
}

/** Text made safe for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

function linksOf(mail: Mail): string[] {
  const inHtml = [...(mail.html ?? '').matchAll(/href="(https?:\/\/[^"]+)"/gi)].map((it) =>
    (it[1] ?? '').replace(/&amp;/g, '&'),
  );
  const inText = [...(mail.text ?? '').matchAll(/https?:\/\/[^\s<>"')\]]+/gi)].map((it) => it[0]);
  return [...new Set([...inHtml, ...inText])];
}

function spoken(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><aside class="ribbon" aria-label="About this page">Sandbox: mail the product sends ends here. None of it leaves this computer.</aside>
${body}</body></html>
`;
}
