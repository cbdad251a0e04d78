import type { Answer, ApiHouse } from '../stored-value/api-house.ts'

/** A gift as whoever sold it is told of it. */
export interface SoldGift {
  readonly requestId: string
  readonly cardId: string
  readonly link: string
  readonly token: string
  readonly proxyNumber: string
  readonly expiresAtMs: number
}

let serial = 0

/** Sells a gift of 25.00 by link, through the API. */
export async function sellGift(
  house: ApiHouse,
  more: Readonly<Record<string, unknown>> = {},
): Promise<SoldGift> {
  serial += 1
  const requestId = `gift-${serial}`
  const answer = await house.post('/v1/storedvalue/fund-and-activate', {
    ...{ requestId, programId: house.programId, delivery: 'claim_link' },
    ...{ amountMinor: 2500, currency: 'EUR', ...more },
  })
  return { ...giftIn(answer), requestId, cardId: await house.newestCard() }
}

/** The gift that an answer tells of. */
export function giftIn(answer: Answer): Omit<SoldGift, 'requestId' | 'cardId'> {
  const claim = answer.body.value?.['claim'] as Omit<SoldGift, 'token'> | null | undefined
  if (!claim) throw new Error(`no gift: ${answer.text}`)
  return { ...claim, token: claim.link.split('/').at(-1) ?? '' }
}

/** A page as it came. */
export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Looks at a link, as a mail program or a browser does. */
export function look(link: string, language = 'en'): Promise<Page> {
  return pageOf(fetch(link, { headers: { 'accept-language': language } }))
}

/** Presses the button. */
export function press(link: string, language = 'en'): Promise<Page> {
  const headers = {
    'accept-language': language,
    'content-type': 'application/x-www-form-urlencoded',
  }
  return pageOf(fetch(link, { method: 'POST', headers, body: '' }))
}

async function pageOf(answer: Promise<Response>): Promise<Page> {
  const { status, headers, ...rest } = await answer.then(async (response) => ({
    ...{ status: response.status, headers: response.headers, text: await response.text() },
  }))
  return { status, headers, text: rest.text }
}

/** Number and PIN that a page shows; undefined when it shows none. */
export function cardOn({
  text,
}: Page): { readonly number: string; readonly pin: string } | undefined {
  const [number, pin] = [...text.matchAll(/<dd>([\d ]+)<\/dd>/g)].map((found) => found[1] ?? '')
  return number === undefined || pin === undefined
    ? undefined
    : { number: number.replaceAll(' ', ''), pin }
}
