import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cardLink, type KnownCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { availableMinor } from '../ledger/answers.ts'
import { languageAsked, PAGE_LIMIT, registerPages, sendPage } from '../pages/index.ts'
import type { Gift } from './gifts.ts'
import { lookAt, openGift, type Sight } from './opening.ts'
import { claimPage, type Face, type PageContent } from './page.ts'
import { CLAIM_PATH } from './token.ts'

const URL_OF_PAGE = `${CLAIM_PATH}/:token`

/**
 * The page behind a claim link. Looking at it changes nothing and shows no number, as mail programs
 * look at links before people do; only whoever presses its button opens the card.
 */
export async function registerClaimPage(
  app: FastifyInstance,
  context: ServerContext,
  publicUrl: () => string,
): Promise<void> {
  const routes = (scope: FastifyInstance) => {
    scope.get(URL_OF_PAGE, { config: { ...PAGE_LIMIT, load: 'balance' } }, async (request, reply) =>
      send(request, reply, contentOf(await lookAt(context, tokenOf(request)))),
    )
    scope.post(
      URL_OF_PAGE,
      { config: { ...PAGE_LIMIT, load: 'money' } },
      async (request, reply) => {
        const opened = await openGift(context, tokenOf(request), request.ip)
        if ('is' in opened) return send(request, reply, contentOf(opened))
        const { gift, number, pin, untilMs } = opened
        const link = cardLink(context.keys, publicUrl(), gift.card.cardId)
        const { expiresAtMs } = gift.card
        const card = { number, pin, link, expiresAtMs, untilMs }
        return send(request, reply, { is: 'card', face: shownFace(gift.card), card })
      },
    )
  }
  await registerPages(app, context, {
    routes,
    sayNotNow: (request, reply, why) => send(request, reply, { is: why }),
  })
}

function tokenOf(request: FastifyRequest): string {
  return (request.params as { readonly token: string }).token
}

function contentOf(sight: Sight): PageContent {
  switch (sight.is) {
    case 'ready':
      return { is: 'front', face: giftFace(sight.gift), isAgain: sight.isAgain }
    case 'early':
      return { is: 'early', face: giftFace(sight.gift), opensAtMs: sight.opensAtMs }
    case 'over':
      return { is: 'over', lastFour: sight.gift.card.lastFour }
    default:
      return { is: 'closed' }
  }
}

/** The gift as it was given. */
function giftFace({ card }: Gift): Face {
  const { programName, balanceMinor, currency } = card
  return { programName, amountMinor: balanceMinor, currency }
}

/** The card as it is: what can be spent of it. It was claimable when it was read before it was opened. */
function shownFace(card: KnownCard): Face {
  const { programName, balanceMinor, currency } = card
  const isNew = card.state === 'claimable'
  return { programName, amountMinor: isNew ? balanceMinor : availableMinor(card), currency }
}

function send(request: FastifyRequest, reply: FastifyReply, content: PageContent): FastifyReply {
  if (content.is === 'closed') reply.code(404)
  return sendPage(reply, claimPage(languageAsked(request), content))
}
