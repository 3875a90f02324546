import { escapeHtml } from './html.js';

/** A finished mail. */
export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

/** A letter before it is laid out. All of it is plain text; the layout escapes. */
export interface Letter {
  subject: string;
  greeting: string;
  paragraphs: string[];
  action?: { label: string; link: string };
  /** Small print under the button. */
  note?: string;
}

const FONT = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';

/** One look for every letter: readable without images, in dark clients, and as plain text. */
export function layOut(letter: Letter, publicUrl: string): RenderedMail {
  return { subject: letter.subject, html: toHtml(letter, publicUrl), text: toText(letter, publicUrl) };
}

function toHtml({ subject, greeting, paragraphs, action, note }: Letter, publicUrl: string): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`;
  const button = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.link)}" style="background:#145d4b;color:#ffffff;text-decoration:none;padding:12px 20px;border-radius:8px;display:inline-block;font-weight:600">${escapeHtml(action.label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#56625d">If the button does not work, open this address:<br><a href="${escapeHtml(action.link)}" style="color:#145d4b;word-break:break-all">${escapeHtml(action.link)}</a></p>`
    : '';
  const small = note ? `<p style="margin:0 0 16px;font-size:13px;color:#56625d">${escapeHtml(note)}</p>` : '';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#f3f6f4;${FONT};font-size:16px;line-height:1.5;color:#18211e">
<div style="max-width:560px;margin:0 auto;padding:32px 16px">
<p style="margin:0 0 16px;font-size:20px;font-weight:700;color:#145d4b">Automna</p>
<div style="background:#ffffff;border-radius:12px;padding:32px 24px">
${paragraph(greeting)}
${paragraphs.map(paragraph).join('\n')}
${button}${small}
</div>
<p style="margin:16px 0 0;font-size:13px;color:#56625d">Automna &middot; <a href="${escapeHtml(publicUrl)}" style="color:#56625d">${escapeHtml(publicUrl)}</a></p>
</div>
</body>
</html>
`;
}

function toText({ greeting, paragraphs, action, note }: Letter, publicUrl: string): string {
  const link = action ? [`${action.label}:\n${action.link}`] : [];
  return (
    [greeting, ...paragraphs, ...link, ...(note ? [note] : []), `Automna\n${publicUrl}`].join('\n\n') + '\n'
  );
}
