import { cardLink } from '../../../server/cards/index.ts'
import type { CardId } from '../../../src/contract/ids.ts'
import type { Page } from '../claims/gift-house.ts'
import type { ApiHouse } from '../stored-value/api-house.ts'

/** The link that is printed on a card. */
export function linkOf(house: ApiHouse, { cardId }: { readonly cardId: string }): string {
  return cardLink(house.context.keys, house.url, cardId as CardId)
}

/** Presses the button of the page behind a link, with this PIN. */
export async function ask(link: string, pin?: string, language = 'en'): Promise<Page> {
  const response = await fetch(link, {
    method: 'POST',
    headers: {
      'accept-language': language,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(pin === undefined ? {} : { pin }).toString(),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
