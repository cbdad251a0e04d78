import { describe, expect, it } from 'vitest'
import { createIntents, type IntentStorage } from '../../server/web/admin/api/intent.ts'
import { failed, refused, success } from '../../src/contract/refusals.ts'

const FUND = { amount: '25.00', fundedBy: 'cash' }

/** A tab: its storage lives on when the page is loaded again. */
function openTab() {
  const stored = new Map<string, string>()
  const storage: IntentStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
    removeItem: (key) => void stored.delete(key),
  }
  let made = 0
  const load = () => createIntents(storage, () => `id-${++made}`)
  return { load, stored }
}

describe('intents', () => {
  it('outcome not known: the same content goes under the same id, after a reload too', () => {
    const tab = openTab()
    const first = tab.load().begin('fund:a', FUND)
    for (const code of ['TIMEOUT_UNKNOWN', 'INTERNAL'] as const) {
      tab.load().settle('fund:a', first.requestId, failed(code))
      expect(tab.load().unfinished('fund:a')).toEqual(first)
    }
    tab.load().settle('fund:a', first.requestId, refused('REQUEST_IN_PROGRESS'))
    expect(tab.load().begin('fund:a', { fundedBy: 'cash', amount: '25.00' })).toEqual(first)
  })

  it.each(['NOT_SIGNED_IN', 'NOT_PERMITTED', 'RATE_LIMITED', 'UNAVAILABLE'] as const)(
    'outcome not known, then %s: the next sending still goes under the same id',
    (code) => {
      const tab = openTab()
      const { requestId } = tab.load().begin('fund:a', FUND)
      tab.load().settle('fund:a', requestId, failed('TIMEOUT_UNKNOWN'))
      expect(tab.load().begin('fund:a', FUND).requestId).toBe(requestId)
      tab.load().settle('fund:a', requestId, failed(code))
      expect(tab.load().begin('fund:a', FUND).requestId).toBe(requestId)
      tab.load().settle('fund:a', requestId, refused('LIMIT_BALANCE'))
      expect(tab.load().unfinished('fund:a')).toBeUndefined()
    },
  )

  it('an answer that comes late: ends only the intent that it answers', () => {
    const intents = openTab().load()
    const first = intents.begin('fund:a', FUND)
    intents.forget('fund:a')
    const second = intents.begin('fund:a', { ...FUND, amount: '26.00' })
    intents.settle('fund:a', first.requestId, success({}))
    expect(intents.unfinished('fund:a')).toEqual(second)
  })

  it('stored before it is sent: a reload between storing and sending keeps the id', () => {
    const tab = openTab()
    const { requestId } = tab.load().begin('fund:a', FUND)
    expect([...tab.stored.values()].join()).toContain(requestId)
    expect(tab.load().begin('fund:a', FUND).requestId).toBe(requestId)
  })

  it('final answer: the next one is another intent with another id', () => {
    const tab = openTab()
    const intents = tab.load()
    const ids = [success({}), refused('LIMIT_BALANCE'), failed('UNAVAILABLE')].map((reply) => {
      const { requestId } = intents.begin('fund:a', FUND)
      intents.settle('fund:a', requestId, reply)
      expect(intents.unfinished('fund:a')).toBeUndefined()
      return requestId
    })
    expect(new Set(ids).size).toBe(3)
  })

  it('other content: another id, as an id is never used for two things', () => {
    const intents = openTab().load()
    const first = intents.begin('fund:a', FUND)
    const second = intents.begin('fund:a', { ...FUND, amount: '26.00' })
    expect(second.requestId).not.toBe(first.requestId)
  })

  it('two cards: their intents do not mix', () => {
    const intents = openTab().load()
    expect(intents.begin('fund:a', FUND).requestId).not.toBe(
      intents.begin('fund:b', FUND).requestId,
    )
  })

  it('given up: nothing is unfinished', () => {
    const intents = openTab().load()
    intents.begin('fund:a', FUND)
    intents.forget('fund:a')
    expect(intents.unfinished('fund:a')).toBeUndefined()
  })

  it('storage with something else in it: treated as nothing', () => {
    const tab = openTab()
    tab.load().begin('fund:a', FUND)
    for (const key of tab.stored.keys()) tab.stored.set(key, '{"requestId":5}')
    expect(tab.load().unfinished('fund:a')).toBeUndefined()
  })
})
