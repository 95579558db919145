import type { Origin } from '../../shared/packaging/share-link.ts';
import { toBase64 } from '../../shared/records/base64.ts';
import { createSha256 } from '../../shared/records/sha256.ts';

/**
 * One HTML file with a model, its card, form and prediction. Its policy lets this very script run and
 * nothing else: no network, no worker, no module (SEC7).
 * `predictor`: the script of web/standalone, as one classic script.
 */
export function htmlFile(predictor: string, bytes: Uint8Array, origin: Origin): string {
  const script = escapeScript(predictor);
  const policy = `default-src 'none'; script-src 'sha256-${scriptHash(script)}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const embedded = JSON.stringify({ origin, package: toBase64(bytes) }).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeText(`${origin.model} v${origin.version}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main id="model"><p>Opening the model …</p></main>
<footer>Made with Treadle. Everything is computed in this file; it sends nothing anywhere.</footer>
<script type="application/json" id="package">${embedded}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** A script ends at the first `</script`, wherever that stands; in a string or an expression, `<\\/` is the same. */
function escapeScript(script: string): string {
  return script.replaceAll(/<\/(?=script)/gi, '<\\/');
}

/** As the policy wants it: base64 of the SHA-256 of the text between the tags. */
function scriptHash(script: string): string {
  const hash = createSha256();
  hash.update(new TextEncoder().encode(script));
  return toBase64(hash.digest());
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dce3, #363b45); --dim: light-dark(#5b6472, #9aa3b2); --accent: light-dark(#1f5fbf, #7db0ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 1.25rem; font: 15px/1.5 system-ui, sans-serif; background: light-dark(#fff, #14171c); color: light-dark(#1a1d23, #e6e9ef); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h1 small { font-size: .9rem; font-weight: 400; color: var(--dim); margin-left: .6rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; font-size: .9rem; } th { font-weight: 600; min-width: 7rem; }
form, section:not(:empty) { border: 1px solid var(--line); border-radius: 10px; padding: 1rem; margin: 1rem 0; }
.fields { display: grid; gap: .9rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
label { display: block; font-weight: 550; font-size: .9rem; } small { color: var(--dim); }
input, select, textarea, button { font: inherit; width: 100%; padding: .45rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; }
option { background: light-dark(#fff, #14171c); }
.actions { display: flex; gap: .6rem; margin-top: 1rem; } button { width: auto; cursor: pointer; } button[type=submit] { background: light-dark(#1f5fbf, #2f6fd0); border-color: transparent; color: #fff; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
output { font-size: 1.8rem; font-weight: 650; } section p { margin: 0; color: var(--dim); } .warning, [role=alert] { color: light-dark(#9a4a00, #ffb86b) !important; }
footer { color: var(--dim); font-size: .85rem; margin-top: 2rem; }
`;
