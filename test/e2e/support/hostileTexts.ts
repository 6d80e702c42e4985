/** What a payload calls when it runs; a test looks whether it was called. */
export const CANARY = 'canaryCalled';

const CALL = `${CANARY}()`;
const CALLS = [CALL, `self['${CANARY}']()`, `top.${CALL}`, `alert(${CALL})`];

const VECTORS: ((call: string) => string)[] = [
  (call) => `<script>${call}</script>`,
  (call) => `<ScRiPt >${call}</sCrIpT >`,
  (call) => `<scr<script>ipt>${call}</scr</script>ipt>`,
  (call) => `<script src="data:text/javascript,${call}"></script>`,
  (call) => `<img src=x onerror="${call}">`,
  (call) => `<img src=x onerror=${call}//`,
  (call) => `<svg onload="${call}">`,
  (call) => `<svg><script>${call}</script></svg>`,
  (call) => `<svg><animate onbegin="${call}" attributeName=x dur=1s>`,
  (call) => `<svg><a xlink:href="javascript:${call}"><text x=20 y=20>kliknij</text></a></svg>`,
  (call) => `<math><mtext><table><mglyph><style><!--</style><img src=x onerror="${call}">`,
  (call) => `<details open ontoggle="${call}">`,
  (call) => `<body onload="${call}">`,
  (call) => `<iframe srcdoc="<script>parent.${call}</script>"></iframe>`,
  (call) => `<iframe src="javascript:parent.${call}"></iframe>`,
  (call) => `<object data="data:text/html,<script>parent.${call}</script>"></object>`,
  (call) => `<embed src="javascript:${call}">`,
  (call) => `<a href="javascript:${call}">kliknij</a>`,
  (call) => `<form><button formaction="javascript:${call}">wyślij</button></form>`,
  (call) => `<input autofocus onfocus="${call}">`,
  (call) => `<video><source onerror="${call}"></video>`,
  (call) => `<audio src=x onerror="${call}">`,
  (call) => `<marquee onstart="${call}">tekst</marquee>`,
  (call) => `<style>@import "javascript:${call}"; body{background:url("javascript:${call}")}</style>`,
  (call) => `<link rel=stylesheet href="javascript:${call}">`,
  (call) => `<meta http-equiv=refresh content="0;url=javascript:${call}">`,
  (call) => `<base href="javascript:${call}//">`,
  (call) => `<template><img src=x onerror="${call}"></template>`,
  (call) => `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  (call) => `javascript:${call}`,
  (call) => `{{constructor.constructor('${call}')()}}`,
  (call) => '${' + call + '}',
  (call) => `{@html '<img src=x onerror=${call}>'}`,
  (call) => `&lt;img src=x onerror=${call}&gt;`,
  (call) => `\\u003cimg src=x onerror=${call}\\u003e`,
  (call) => `＜img src=x onerror=${call}＞`,
  (call) => `"><img src=x onerror="${call}">`,
  (call) => `'><svg onload='${call}'>`,
  (call) => `</textarea><img src=x onerror="${call}">`,
  (call) => `</title></style></script><script>${call}</script>`,
];

const AROUND: ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `Notatka "z cudzysłowem' ${payload}`,
];

/** Every vector with every call, bare and in the middle of a sentence. */
export const HOSTILE: readonly string[] = VECTORS.flatMap((vector) =>
  CALLS.flatMap((call) => AROUND.map((around) => around(vector(call)))),
);
