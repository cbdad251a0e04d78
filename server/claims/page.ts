import bwipjs from 'bwip-js/node'
import type { Currency, Minor } from '../../src/contract/money.ts'
import {
  dateText,
  face,
  type Language,
  moneyText,
  type NotNow,
  note,
  page,
} from '../pages/index.ts'
import { WORDS, type Words } from './words.ts'

/** What the page shows, made ready by whoever knows the gift. */
export type PageContent =
  | { readonly is: 'front'; readonly face: Face; readonly isAgain: boolean }
  | { readonly is: 'card'; readonly face: Face; readonly card: CardTexts }
  | { readonly is: 'early'; readonly face: Face; readonly opensAtMs: number }
  | { readonly is: 'over'; readonly lastFour: string }
  | { readonly is: 'closed' | NotNow }

/** The face of the gift. */
export interface Face {
  readonly programName: string
  readonly amountMinor: Minor
  readonly currency: Currency
}

/** The card itself. Never in an address, a log or a page that was not asked for by the holder. */
export interface CardTexts {
  readonly number: string
  readonly pin: string | null
  readonly link: string
  readonly expiresAtMs: number | null
  readonly untilMs: number
}

/** The whole page. */
export function claimPage(language: Language, content: PageContent): string {
  const words = WORDS[language]
  return page(language, words.title, bodyOf(language, words, content))
}

function bodyOf(language: Language, words: Words, content: PageContent): string {
  switch (content.is) {
    case 'front':
      return frontOf(language, words, content)
    case 'card':
      return cardOf(language, words, content)
    case 'early': {
      const when = dateText(language, content.opensAtMs, true)
      return note(words.early, words.earlyText(when), faceOf(language, content.face))
    }
    case 'over':
      return note(words.over, words.overText(content.lastFour))
    case 'busy':
      return note(words.busy, words.busyText)
    case 'tooOften':
      return note(words.tooOften, words.tooOftenText)
    default:
      return note(words.closed, words.closedText)
  }
}

function frontOf(
  language: Language,
  words: Words,
  { face: shown, isAgain }: Extract<PageContent, { is: 'front' }>,
): string {
  return `<h1>${isAgain ? words.opened : words.heading}</h1>
${faceOf(language, shown)}
${isAgain ? '' : `<p class="invitation">${words.invitation}</p>`}
<form method="post" action="?lang=${language}">
<button type="submit">${isAgain ? words.showAgain : words.show}</button>
</form>
<p class="care">${words.care}</p>`
}

function cardOf(
  language: Language,
  words: Words,
  { face: shown, card }: Extract<PageContent, { is: 'card' }>,
): string {
  const { number, pin, link, expiresAtMs, untilMs } = card
  const valid = expiresAtMs === null ? '' : words.validUntil(dateText(language, expiresAtMs, false))
  const grouped = number.replace(/(.{4})(?=.)/g, '$1 ')
  const pinText = pin === null ? '' : `<div><dt>${words.pin}</dt><dd>${pin}</dd></div>`
  return `<h1>${words.opened}</h1>
${faceOf(language, shown)}
<dl>
<div><dt>${words.number}</dt><dd>${grouped}</dd></div>
${pinText}
</dl>
<section class="codes">
<p>${words.atTheTill}</p>
<div class="qr" role="img" aria-label="${words.qrCode}">${drawn('qrcode', link)}</div>
<div class="bars" role="img" aria-label="${words.barcode}">${drawn('code128', number)}</div>
</section>
<p class="note">${words.online} ${valid}</p>
<p class="keep">${words.keep(dateText(language, untilMs, true))}</p>`
}

function faceOf(language: Language, { programName, amountMinor, currency }: Face): string {
  return face(programName, moneyText(language, amountMinor, currency))
}

/** Colours and widths come from the style sheet, so that a phone in the dark shows dark on light. */
function drawn(bcid: 'qrcode' | 'code128', text: string): string {
  const size = bcid === 'qrcode' ? { eclevel: 'M' } : { height: 14 }
  return bwipjs.toSVG({ bcid, text, scale: 2, ...size })
}
