import type { CardId, NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { giftOfCard } from './gifts.ts'
import { LINK_LIFE_MS } from './limits.ts'
import { claimLink, makeToken, tokenHash } from './token.ts'

/** Who asks for another link, and from where. */
export interface Renewal {
  readonly networkId: NetworkId
  readonly cardId: CardId
  /** `staff:<id>` or `client:<id>`. */
  readonly actor: string
  readonly ip: string | null
}

/** A link that was made now. */
export interface RenewedLink {
  readonly link: string
  /** Until when it opens, in ms since 1970 UTC. */
  readonly expiresAtMs: number
}

/**
 * Makes another link to a gift that nobody has opened. The one before it opens nothing from then on.
 * NOT_FOUND for a card of this network that was not sold by link, CARD_STATE_CONFLICT once it was
 * opened, blocked or taken back.
 */
export async function renewLink(
  context: ServerContext,
  serverUrl: string,
  { networkId, cardId, actor, ip }: Renewal,
): Promise<Reply<RenewedLink>> {
  const { database, keys, nowMs, randomBytes } = context
  const gift = await giftOfCard(context, cardId)
  if (gift?.card.networkId !== networkId) return failed('NOT_FOUND', 'There is no such gift.')
  if (gift.card.state !== 'claimable') return refused('CARD_STATE_CONFLICT')
  const token = makeToken(randomBytes)
  const expiresAtMs = Math.max(nowMs(), gift.opensAtMs ?? 0) + LINK_LIFE_MS
  const query = database.read
    .updateTable('card_claim')
    .set({ token_hash: tokenHash(keys, token), expires_at_ms: expiresAtMs })
    .where('card_uid', '=', cardId)
    .where('opened_at_ms', 'is', null)
  const entry = record(context, { actor, action: 'claim-renew', subject: `card:${cardId}`, ip })
  const written = await database.write([{ query: query.compile(), changes: 1 }, entry])
  if (!written) return refused('CARD_STATE_CONFLICT')
  return success({ link: claimLink(serverUrl, token), expiresAtMs })
}
