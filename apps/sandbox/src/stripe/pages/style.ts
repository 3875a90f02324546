/** The look of the hosted pages: no script, no font, no request besides the page itself. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7fb;--card:#fff;--text:#1a1f36;--soft:#4f566b;--line:#c4c9d8;--accent:#4b45c6;--on-accent:#fff;
--bad:#b3093c;--bad-bg:#fdecef;--note:#7a3e00;--note-bg:#fff1d6;--good:#0b6b3a;--focus:#4b45c6}
@media (prefers-color-scheme:dark){:root{--bg:#12141c;--card:#1c1f2b;--text:#eef0f8;--soft:#b4bacd;--line:#555d78;--accent:#a9a5ff;
--on-accent:#14122e;--bad:#ff9fb5;--bad-bg:#3a1420;--note:#ffd08a;--note-bg:#3a2a10;--good:#7fdcab;--focus:#c9c6ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.ribbon{margin:0;padding:.5rem 1rem;text-align:center;background:var(--note-bg);color:var(--note);font-weight:600;font-size:.9rem}
main{max-width:58rem;margin:0 auto;padding:1.25rem 1rem 3rem;display:grid;gap:1.25rem}
main.split{grid-template-columns:minmax(0,1fr)}
@media (min-width:48rem){main{padding-top:2.5rem}main.split{grid-template-columns:minmax(0,5fr) minmax(0,6fr);gap:2.5rem;align-items:start}}
main.narrow{max-width:36rem}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 .75rem}h2{font-size:1.05rem;margin:0 0 .75rem}
p{margin:0 0 .75rem}.soft{color:var(--soft)}.good{color:var(--good);font-weight:600}
.price{font-size:2.25rem;font-weight:700;line-height:1.15;margin:0}.price small{font-size:1rem;font-weight:500;color:var(--soft)}
.card{background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:1.25rem}
dl{margin:1rem 0 0;display:grid;grid-template-columns:1fr auto;gap:.5rem 0}dt,dd{margin:0}dd{padding-left:1rem;text-align:right;font-variant-numeric:tabular-nums}
.total{font-weight:700;border-top:1px solid var(--line);padding-top:.5rem}
form{display:grid;gap:1rem;margin:0}
.row{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
label{display:block;font-weight:600;font-size:.9rem;margin-bottom:.3rem}
input{width:100%;min-height:2.9rem;padding:.55rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.55rem}
input[readonly]{color:var(--soft)}
input[aria-invalid=true]{border:2px solid var(--bad)}
.hint{color:var(--soft);font-size:.85rem;margin:.3rem 0 0}.error{color:var(--bad);font-size:.9rem;font-weight:600;margin:.3rem 0 0}
.alert{background:var(--bad-bg);color:var(--bad);border:1px solid currentColor;border-radius:.6rem;padding:.75rem 1rem;font-weight:600;margin:0 0 1rem}
button,.button{display:inline-flex;align-items:center;justify-content:center;width:100%;min-height:3rem;padding:.6rem 1.1rem;border:1px solid transparent;
border-radius:.6rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:650;text-decoration:none;cursor:pointer}
button.plain,.button.plain{background:transparent;color:var(--text);border-color:var(--line)}
button.danger{background:var(--bad);color:var(--card)}
button:hover,.button:hover{filter:brightness(1.08)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
a{color:var(--accent)}.back{display:inline-block;margin-bottom:1rem}
details{margin-top:1rem;font-size:.9rem}summary{cursor:pointer;font-weight:600}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
code{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;white-space:nowrap}
.actions{display:grid;gap:.75rem;margin-top:1.25rem}.actions+h2{margin-top:1.75rem}
`;
