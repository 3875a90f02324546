import { Html, markup } from './html.js';
import { STYLE } from './style.js';

/** What a page is made of. */
export interface Page {
  title: string;
  body: Html;
  layout?: 'narrow' | 'split';
}

/** A whole document; every page says that no real money moves. */
export function documentOf({ title, body, layout = 'narrow' }: Page): string {
  const style = new Html(`<style>${STYLE}</style>`);
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${style}
      </head>
      <body>
        <header><p class="ribbon">Sandbox: no real money</p></header>
        <main class="${layout}">${body}</main>
      </body>
    </html> `.text;
}

/** A page with a heading, a sentence and perhaps a way on. */
export function message(title: string, sentence: string, link?: { href: string; text: string }): Page {
  return {
    title,
    body: markup`<section class="card">
      <h1>${title}</h1>
      <p>${sentence}</p>
      ${link && markup`<p><a href="${link.href}">${link.text}</a></p>`}
    </section>`,
  };
}
