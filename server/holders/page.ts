import {
  dateText,
  dayText,
  face,
  fromNowText,
  type Language,
  moneyText,
  type NotNow,
  note,
  page,
} from '../pages/index.ts'
import type { HolderSight } from './sight.ts'
import { WORDS, type Words } from './words.ts'

/** What the page shows, made ready by whoever knows the card. */
export type PageContent =
  | {
      readonly is: 'front'
      readonly programName: string
      readonly asksPin: boolean
      readonly isRefused: boolean
    }
  | { readonly is: 'card'; readonly sight: HolderSight }
  | { readonly is: 'wait'; readonly programName: string; readonly waitMs: number }
  | { readonly is: 'locked'; readonly programName: string }
  | { readonly is: 'unknown' | NotNow }

type Of<Is extends PageContent['is']> = Extract<PageContent, { readonly is: Is }>

/** The whole page. */
export function holderPage(language: Language, content: PageContent): string {
  const words = WORDS[language]
  return page(language, words.title, bodyOf(language, words, content))
}

function bodyOf(language: Language, words: Words, content: PageContent): string {
  switch (content.is) {
    case 'front':
      return frontOf(language, words, content)
    case 'card':
      return sightOf(language, words, content.sight)
    case 'wait': {
      const text = words.waitText(fromNowText(language, content.waitMs))
      return note(words.wait, text, face(content.programName, words.giftCard))
    }
    case 'locked':
      return note(words.locked, words.lockedText, face(content.programName, words.giftCard))
    case 'busy':
      return note(words.busy, words.busyText)
    case 'tooOften':
      return note(words.tooOften, words.tooOftenText)
    default:
      return note(words.unknown, words.unknownText)
  }
}

function frontOf(language: Language, words: Words, content: Of<'front'>): string {
  const { programName, asksPin, isRefused } = content
  const problem = asksPin ? words.refusedPin : words.refused
  return `<h1>${words.heading}</h1>
${face(programName, words.giftCard)}
${isRefused ? `<p class="problem" id="problem" role="alert">${problem}</p>` : ''}
<form method="post" action="?lang=${language}">
${asksPin ? pinField(words, isRefused) : ''}
<button type="submit">${words.show}</button>
</form>
<p class="care">${words.harmless}</p>`
}

/** No password to a browser, which would offer to keep it: the card itself has it printed on. */
function pinField(words: Words, isRefused: boolean): string {
  const [invalid, told] = isRefused ? [' aria-invalid="true"', 'problem hint'] : ['', 'hint']
  return `<label for="pin">${words.pin}</label>
<input id="pin" name="pin" inputmode="numeric" autocomplete="off" maxlength="12" required${invalid} aria-describedby="${told}">
<p class="hint" id="hint">${words.pinHint}</p>`
}

function sightOf(language: Language, words: Words, sight: HolderSight): string {
  const { programName, lastFour, currency, standing } = sight
  const shown = (minorUnits: HolderSight['availableMinor']) =>
    face(programName, moneyText(language, minorUnits, currency), lastFour)
  const nameless = face(programName, words.giftCard, lastFour)
  const day = sight.expiresOn === null ? null : dayText(language, sight.expiresOn)
  switch (standing.is) {
    case 'usable':
      return usable(language, words, sight, shown(sight.availableMinor))
    case 'waiting': {
      const { activatesAtMs } = standing
      const text =
        activatesAtMs === null
          ? words.waitingForReview
          : words.waitingUntil(dateText(language, activatesAtMs, true))
      return note(words.waiting, text, shown(standing.valueMinor))
    }
    case 'expired':
      return note(words.expired, words.expiredText(day ?? ''), nameless)
    case 'blocked':
      return note(words.blocked, words.blockedText, nameless)
    default:
      return note(words.closed, words.closedText, nameless)
  }
}

function usable(language: Language, words: Words, sight: HolderSight, above: string): string {
  const { availableMinor, heldMinor, currency, expiresOn } = sight
  const valid = expiresOn === null ? words.noExpiry : words.validUntil(dayText(language, expiresOn))
  const held = heldMinor > 0 ? words.held(moneyText(language, heldMinor, currency)) : ''
  const isEmpty = availableMinor === 0 && heldMinor === 0
  return `<h1>${words.balance}</h1>
${above}
${held === '' ? '' : `<p class="note">${held}</p>`}
<p class="note">${valid} ${isEmpty ? words.spent : words.pay}</p>
<p><a class="again" href="?lang=${language}">${words.again}</a></p>`
}
