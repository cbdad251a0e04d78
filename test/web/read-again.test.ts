import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { describe, expect, it, vi } from 'vitest'
import { readAgain, readNews } from '../../server/web/admin/api/read-again.ts'

/** A list on screen whose reads the test answers by hand, in any order. */
function openList(name: string) {
  const queries = new QueryClient()
  const reads: PromiseWithResolvers<string>[] = []
  const observer = new QueryObserver(queries, {
    queryKey: [name, {}],
    queryFn: ({ signal }) => {
      // Taking the signal is what makes a read cancellable, as in the admin's own reads.
      signal.throwIfAborted()
      const read = Promise.withResolvers<string>()
      reads.push(read)
      return read.promise
    },
    retry: false,
  })
  const shown: unknown[] = []
  observer.subscribe((result) => shown.push(result.data))
  return { queries, reads, shown: () => shown.at(-1) }
}

describe('reading again', () => {
  it('during the first read, which began before the change: a new read, and its answer is shown', async () => {
    const list = openList('list-redemptions')
    void readAgain(list.queries, ['list-redemptions'])
    await vi.waitFor(() => expect(list.reads.length).toBe(2))
    list.reads[1]?.resolve('with the change')
    list.reads[0]?.resolve('as before')
    await vi.waitFor(() => expect(list.shown()).toBe('with the change'))
  })

  it('after the first read: a new read', async () => {
    const list = openList('list-redemptions')
    list.reads[0]?.resolve('as before')
    await vi.waitFor(() => expect(list.shown()).toBe('as before'))
    void readAgain(list.queries)
    await vi.waitFor(() => expect(list.reads.length).toBe(2))
    list.reads[1]?.resolve('with the change')
    await vi.waitFor(() => expect(list.shown()).toBe('with the change'))
  })

  it('of other names: left alone', async () => {
    const list = openList('list-locations')
    await readAgain(list.queries, ['list-redemptions'])
    list.reads[0]?.resolve('places')
    await vi.waitFor(() => expect(list.shown()).toBe('places'))
    expect(list.reads.length).toBe(1)
  })

  it('news faster than answers: each answer is shown, and what is read last began after the news', async () => {
    const list = openList('overview')
    void readNews(list.queries, ['overview'])
    const second = readNews(list.queries, ['overview'])
    list.reads[0]?.resolve('first')
    await vi.waitFor(() => expect(list.shown()).toBe('first'))
    await vi.waitFor(() => expect(list.reads.length).toBe(2))
    list.reads[1]?.resolve('with the news')
    await second
    expect(list.shown()).toBe('with the news')
    expect(list.reads.length).toBe(2)
  })

  it('news while a read fails: read once more', async () => {
    const list = openList('overview')
    const reading = readNews(list.queries, ['overview'])
    list.reads[0]?.reject(new Error('lost'))
    await vi.waitFor(() => expect(list.reads.length).toBe(2))
    list.reads[1]?.resolve('with the news')
    await reading
    expect(list.shown()).toBe('with the news')
  })
})
