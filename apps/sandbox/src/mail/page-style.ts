/** The look of the inbox: no script, no font, no request besides the page itself. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7fb;--card:#fff;--text:#1a1f36;--soft:#4f566b;--line:#d5d9e5;--field:#868ea6;--accent:#4b45c6;
--on-accent:#fff;--tint:#eceaff;--note:#7a3e00;--note-bg:#fff1d6;--bad:#b3093c;--bad-bg:#fdecef}
@media (prefers-color-scheme:dark){:root{--bg:#12141c;--card:#1c1f2b;--text:#eef0f8;--soft:#b4bacd;--line:#363c50;--field:#7d86a3;
--accent:#a9a5ff;--on-accent:#14122e;--tint:#2a2950;--note:#ffd08a;--note-bg:#3a2a10;--bad:#ff9fb5;--bad-bg:#3a1420}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.ribbon{margin:0;padding:.5rem 1rem;text-align:center;background:var(--note-bg);color:var(--note);font-weight:600;font-size:.9rem}
header,main{max-width:58rem;margin:0 auto;padding-inline:1rem}
header{padding-top:1.5rem}main{padding-bottom:3rem}
@media (min-width:48rem){header{padding-top:2.5rem}}
h1{font-size:1.5rem;line-height:1.3;margin:0;overflow-wrap:anywhere}h2{font-size:1.05rem;margin:1.75rem 0 .6rem}
p{margin:.25rem 0}.soft{color:var(--soft)}
a{color:var(--accent)}a.back{display:inline-block;padding:.5rem 0;margin-bottom:.25rem;text-decoration:none}a.back:hover{text-decoration:underline}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:1.25rem 0}
label{display:grid;gap:.3rem;flex:1 1 14rem;max-width:26rem;font-weight:600;font-size:.9rem}
input{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;font-size:1rem;font-weight:400;color:inherit;background:var(--card);
border:1px solid var(--field);border-radius:.6rem}
input::placeholder{color:var(--soft);opacity:1}
button,.button{display:inline-flex;align-items:center;min-height:2.75rem;padding:.5rem 1.1rem;border:1px solid transparent;border-radius:.6rem;
background:var(--accent);color:var(--on-accent);font:inherit;font-weight:650;text-decoration:none;cursor:pointer}
.button.plain{background:transparent;color:var(--text);border-color:var(--field)}
.card{border:1px solid var(--line);border-radius:.9rem;background:var(--card);box-shadow:0 1px 2px rgb(10 14 40/.06)}
ul{list-style:none;margin:0;padding:0}
.mails li{position:relative;display:grid;grid-template-columns:2.5rem minmax(0,1fr);gap:.1rem .9rem;padding:.9rem 1rem;border-top:1px solid var(--line)}
.mails li:first-child{border-top:0}.mails li:hover{background:var(--tint)}
.mails li:first-child:hover{border-radius:.9rem .9rem 0 0}.mails li:last-child:hover{border-radius:0 0 .9rem .9rem}
.mails li:only-child:hover{border-radius:.9rem}
.initial{grid-row:1/span 3;display:grid;place-items:center;width:2.5rem;height:2.5rem;border-radius:50%;background:var(--tint);
color:var(--accent);font-weight:700}
.mails a{color:var(--text);font-weight:650;text-decoration:none;overflow-wrap:anywhere}
.mails a::after{content:"";position:absolute;inset:0}
.mails a:focus-visible{outline:0}.mails a:focus-visible::after{outline:3px solid var(--accent);outline-offset:-3px;border-radius:.9rem}
.where{display:flex;flex-wrap:wrap;gap:.1rem .9rem;font-size:.9rem;overflow-wrap:anywhere}
.first-words{margin:0;font-size:.9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.initial,.mails li>*{min-width:0}
@media (min-width:48rem){.mails li{grid-template-columns:2.5rem minmax(0,1fr) auto}.mails .when{grid-column:3;grid-row:1}.where,.first-words{grid-column:2/span 2}}
@media (max-width:47.99rem){.mails .when{grid-column:2}.initial{grid-row:1/span 4}}
.when{font-size:.9rem;font-variant-numeric:tabular-nums;white-space:nowrap}
.chip{display:inline-block;padding:.05rem .6rem;border-radius:1rem;background:var(--tint);color:var(--accent);font-size:.85rem;font-weight:600}
.chip.bad{background:var(--bad-bg);color:var(--bad)}
.empty{margin-top:1.25rem;padding:2.5rem 1.25rem;text-align:center}.empty h2{margin-top:0}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.4rem 1.25rem;margin:1.25rem 0 0;padding:1rem 1.25rem;overflow-wrap:anywhere}
dt{color:var(--soft)}dd{margin:0}
.links{display:grid;gap:.5rem}.links a{display:block;padding:.7rem 1rem;overflow-wrap:anywhere;text-decoration:none}.links a:hover{text-decoration:underline}
iframe{display:block;width:100%;height:min(75vh,46rem);border:1px solid var(--line);border-radius:.9rem;background:#fff;color-scheme:light}
details{margin-top:1.25rem}summary{cursor:pointer;padding:.5rem 0;font-weight:650}
pre{margin:0;padding:1rem 1.25rem;white-space:pre-wrap;overflow-wrap:anywhere;font:.9rem/1.55 ui-monospace,SFMono-Regular,Menlo,monospace}
`;
