import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { REFUSALS } from '../../src/contract/refusals.ts'
import { CARD_LINK_PATH, type KnownCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import type { Guards } from '../guards/index.ts'
import { languageAsked, PAGE_LIMIT, registerPages, sendPage } from '../pages/index.ts'
import { askCard, cardOfLink, createAsking, isPinWanted, type Told } from './asking.ts'
import { holderPage, type PageContent } from './page.ts'
import { sightOf } from './sight.ts'

const URL_OF_PAGE = `${CARD_LINK_PATH}/:token`
const CONFIG = { ...PAGE_LIMIT, load: 'balance' } as const

/**
 * The page behind the link that is printed on cards, for whoever is not at a counter: whose card it
 * is, and, for whoever proves to hold it, what is on it. It moves nothing. A link that leads to no card
 * has one page, whatever is wrong with it.
 */
export async function registerHolderPage(
  app: FastifyInstance,
  context: ServerContext,
  guards: Guards,
): Promise<void> {
  const asking = createAsking(context, guards)
  const routes = (scope: FastifyInstance) => {
    scope.get(URL_OF_PAGE, { config: CONFIG }, async (request, reply) => {
      const card = await cardOfLink(context, tokenOf(request))
      return send(request, reply, card ? frontOf(card, false) : { is: 'unknown' })
    })
    scope.post(URL_OF_PAGE, { config: CONFIG }, async (request, reply) => {
      const card = await cardOfLink(context, tokenOf(request))
      if (card === undefined) return send(request, reply, { is: 'unknown' })
      const told = await askCard(asking, card, { pin: pinIn(request), ip: request.ip })
      return send(request, reply, await contentOf(context, card, told))
    })
  }
  await registerPages(app, context, {
    routes,
    sayNotNow: (request, reply, why) => send(request, reply, { is: why }),
  })
}

function tokenOf(request: FastifyRequest): string {
  return (request.params as { readonly token: string }).token
}

/** In the body and nowhere else: an address is kept in histories and logs. */
function pinIn({ body }: FastifyRequest): string {
  return (body instanceof URLSearchParams ? body.get('pin') : null) ?? ''
}

function frontOf(card: KnownCard, isRefused: boolean): PageContent {
  const { programName } = card
  return { is: 'front', programName, asksPin: isPinWanted(card), isRefused }
}

async function contentOf(
  context: ServerContext,
  card: KnownCard,
  told: Told,
): Promise<PageContent> {
  const { programName } = card
  switch (told.is) {
    case 'card':
      return { is: 'card', sight: await sightOf(context, told.card) }
    case 'wait':
      return { is: 'wait', programName, waitMs: told.waitMs }
    case 'locked':
      return { is: 'locked', programName }
    default:
      return frontOf(card, true)
  }
}

function send(request: FastifyRequest, reply: FastifyReply, content: PageContent): FastifyReply {
  const status = statusOf(content)
  if (status !== undefined) reply.code(status)
  if (content.is === 'wait') reply.header('retry-after', String(Math.ceil(content.waitMs / 1000)))
  return sendPage(reply, holderPage(languageAsked(request), content))
}

/** As the API answers; undefined where the page is no refusal, or has its status already. */
function statusOf(content: PageContent): number | undefined {
  if (content.is === 'wait') return 429
  if (content.is === 'locked') return REFUSALS.PIN_LOCKED.http
  const isRefused = content.is === 'unknown' || (content.is === 'front' && content.isRefused)
  return isRefused ? REFUSALS.CARD_NOT_FOUND_OR_PIN_INVALID.http : undefined
}
