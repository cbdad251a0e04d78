import { LANGUAGES, type Language, OWN_NAMES } from './languages.ts'
import { escaped } from './texts.ts'

/** Where the style and the typeface of the pages are. */
export const STYLE_PATH = '/pages/page.css'
export const FONT_PATH = '/pages/inter.woff2'

/**
 * A whole page. It has no script: whatever is pressed is a form or a link. `title` and `body` are
 * escaped already.
 */
export function page(language: Language, title: string, body: string): string {
  const others = LANGUAGES.filter((other) => other !== language).map(
    (other) =>
      `<a href="?lang=${other}" lang="${other}" hreflang="${other}">${OWN_NAMES[other]}</a>`,
  )
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<header>${others.join('')}</header>
<main>
${body}
</main>
</body>
</html>
`
}

/** The face of a card, with what it is worth or what it is. */
export function face(programName: string, worth: string, lastFour?: string): string {
  const digits = lastFour === undefined ? '' : `<p class="digits">•••• ${escaped(lastFour)}</p>\n`
  return `<section class="face">
<p class="program">${escaped(programName)}</p>
${digits}<p class="amount">${escaped(worth)}</p>
</section>`
}

/** A page that only says something; `before` stands above it. */
export function note(heading: string, text: string, before = ''): string {
  return `${before}
<h1>${heading}</h1>
<p class="note">${text}</p>`
}
