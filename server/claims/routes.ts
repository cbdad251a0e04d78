import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cardLink, type KnownCard } from '../cards/index.ts'
import type { ServerContext } from '../context.ts'
import { availableMinor } from '../ledger/answers.ts'
import type { Gift } from './gifts.ts'
import { FORM_BYTES_MAX, PAGES_PER_MINUTE } from './limits.ts'
import { lookAt, openGift, type Sight } from './opening.ts'
import { claimPage, type Face, FONT_PATH, type PageContent, STYLE_PATH } from './page.ts'
import { CLAIM_PATH } from './token.ts'
import { LANGUAGES, languageOf } from './words.ts'

const URL_OF_PAGE = `${CLAIM_PATH}/:token`
const LIMIT = { rateLimit: { max: PAGES_PER_MINUTE, timeWindow: 60_000 } } as const

/**
 * The page behind a claim link. Looking at it changes nothing and shows no number, as mail programs
 * look at links before people do; only whoever presses its button opens the card.
 */
export async function registerClaimPage(
  app: FastifyInstance,
  context: ServerContext,
  publicUrl: () => string,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // The form has no fields: whatever comes with it is not read.
    scope.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
      (_, __, done) => done(null, undefined),
    )
    scope.setErrorHandler((error, request, reply) => {
      const status = statusOf(error)
      if (status === 503) context.log.warn({ err: error }, 'a gift could not be opened just now')
      return send(request, reply.code(status), { is: status === 429 ? 'tooOften' : 'busy' })
    })
    scope.get(URL_OF_PAGE, { config: { ...LIMIT, load: 'balance' } }, async (request, reply) =>
      send(request, reply, contentOf(await lookAt(context, tokenOf(request)))),
    )
    scope.post(URL_OF_PAGE, { config: { ...LIMIT, load: 'money' } }, async (request, reply) => {
      const opened = await openGift(context, tokenOf(request), request.ip)
      if ('is' in opened) return send(request, reply, contentOf(opened))
      const { gift, number, pin, untilMs } = opened
      const link = cardLink(context.keys, publicUrl(), gift.card.cardId)
      const { expiresAtMs } = gift.card
      const card = { number, pin, link, expiresAtMs, untilMs }
      return send(request, reply, { is: 'card', face: shownFace(gift.card), card })
    })
  })
  registerFiles(app)
}

/** What whoever sends too much, or too often, did stays theirs; all else is ours, and passes. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 503
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
  const { lang } = request.query as { readonly lang?: unknown }
  const asked = LANGUAGES.find((language) => language === lang)
  if (content.is === 'closed') reply.code(404)
  return reply
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex, nofollow')
    .header('vary', 'accept-language')
    .type('text/html; charset=utf-8')
    .send(claimPage(asked ?? languageOf(request.headers['accept-language']), content))
}

const STYLE_FILE = path.join(import.meta.dirname, 'page', 'page.css')
const FONT_FILE = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@fontsource-variable/inter/package.json')),
  'files',
  'inter-latin-wght-normal.woff2',
)

function registerFiles(app: FastifyInstance): void {
  const files = [
    { url: STYLE_PATH, file: STYLE_FILE, type: 'text/css; charset=utf-8', age: 'no-cache' },
    { url: FONT_PATH, file: FONT_FILE, type: 'font/woff2', age: 'public, max-age=604800' },
  ]
  for (const { url, file, type, age } of files)
    app.get(url, (_, reply) =>
      reply.type(type).header('cache-control', age).send(fs.createReadStream(file)),
    )
}
