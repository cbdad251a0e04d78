import { allErrorFacts, ERRORS_PATH, type ErrorFacts } from './error-facts.ts'
import { FIELD_SYSTEMS } from './field-codes.ts'

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;
color:#1a1d23;background:#fff}code{font-size:.95em}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #d9dde3;vertical-align:top}
a{color:#0b5cad}@media(prefers-color-scheme:dark){body{color:#e8eaed;background:#16181d}
th,td{border-color:#3a3f47}a{color:#8ab8f0}}`

/** All codes as one page for people. */
export function errorListPage(): string {
  const rows = allErrorFacts().map(
    ({ code, page, httpStatus, meaning, retryable }) =>
      `<tr><td><a href="${page}"><code>${code}</code></a></td><td>${httpStatus}</td><td>${
        retryable ? 'yes' : 'no'
      }</td><td>${escaped(meaning)}</td></tr>`,
  )
  return pageOf(
    'Refusals and errors',
    `<p>A refusal was understood and not done; nothing moved. Refusals stand in order of precedence: of
several that apply the first is the answer. Codes are never renamed or re-used.</p>
<table><thead><tr><th>Code</th><th>HTTP</th><th>Retry</th><th>Meaning</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`,
  )
}

/** One code as a page for people. */
export function errorPage(facts: ErrorFacts): string {
  const rows = [
    ['Kind', facts.kind === 'refusal' ? 'refusal: understood and not done' : 'error'],
    ['HTTP status', String(facts.httpStatus)],
    ['May be sent again', facts.retryable ? 'yes' : 'no'],
    ['nextAction', facts.nextAction],
    ['What to do', facts.whatToDo],
    ...facts.equivalents.map(({ system, code }) => [system, code]),
  ].map(
    ([name, value]) => `<tr><th>${escaped(name ?? '')}</th><td>${escaped(value ?? '')}</td></tr>`,
  )
  return pageOf(
    facts.code,
    `<p>${escaped(facts.meaning)}</p><table>${rows.join('\n')}</table>
<p><a href="${ERRORS_PATH}">All codes</a></p>`,
  )
}

/** All codes as the page of the documents: docs/api/errors.md is this text. */
export function errorsDocument(): string {
  const facts = allErrorFacts()
  const of = (kind: ErrorFacts['kind']) => facts.filter((one) => one.kind === kind).map(row)
  const head = '| Code | HTTP | Retry | What to do | Meaning |\n|---|---|---|---|---|'
  const others = facts
    .filter(({ equivalents }) => equivalents.length > 0)
    .map(({ code, equivalents }) => {
      const cells = FIELD_SYSTEMS.map(
        (system) => equivalents.find((one) => one.system === system)?.code ?? '–',
      )
      return `| ${code} | ${cells.join(' | ')} |`
    })
  return `# Refusals and errors

Made from \`src/contract/refusals.ts\`. A server shows the same at \`${ERRORS_PATH}\` and, one by one, at
\`${ERRORS_PATH}/{CODE}\`: as JSON, and as pages for browsers.

## Refusals

Understood and not done; nothing moved. In order of precedence: of several that apply the first is the
answer.

${head}
${of('refusal').join('\n')}

## Errors

The request was not understood, or not judged. Only \`TIMEOUT_UNKNOWN\` and \`INTERNAL\` leave open whether it
was done.

${head}
${of('error').join('\n')}

## In other systems

What they answer in the same case, from their published lists.

| Code | ${FIELD_SYSTEMS.join(' | ')} |
|---|${FIELD_SYSTEMS.map(() => '---|').join('')}
${others.join('\n')}
`
}

function row({ code, httpStatus, retryable, nextAction, meaning }: ErrorFacts): string {
  return `| \`${code}\` | ${httpStatus} | ${retryable ? 'yes' : 'no'} | \`${nextAction}\` | ${meaning} |`
}

function pageOf(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport"
content="width=device-width"><title>${title} – Countermark</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`)
}
