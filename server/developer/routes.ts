import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { failed, success } from '../../src/contract/refusals.ts'
import { sendReply } from '../staff/index.ts'
import { allErrorFacts, ERRORS_PATH } from './error-facts.ts'
import { errorListPage, errorPage } from './error-pages.ts'

/** What anybody may read of the API: its codes, for programs and for people. */
export function registerErrorPages(app: FastifyInstance): void {
  app.get(ERRORS_PATH, async (request, reply) => {
    if (wantsPage(request)) return sendPage(reply, errorListPage())
    return sendReply(reply, success({ codes: allErrorFacts() }))
  })
  app.get<{ Params: { code: string } }>(`${ERRORS_PATH}/:code`, async (request, reply) => {
    const facts = allErrorFacts().find(({ code }) => code === request.params.code.toUpperCase())
    if (facts === undefined) {
      return sendReply(reply, failed('NOT_FOUND', `There is no such code. See ${ERRORS_PATH}.`))
    }
    return wantsPage(request) ? sendPage(reply, errorPage(facts)) : sendReply(reply, success(facts))
  })
}

/** A browser names pages first; a program names JSON, or anything. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').includes('text/html')
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page)
}
