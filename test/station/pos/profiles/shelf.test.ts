import { describe, expect, test } from 'vitest'
import {
  createProfileShelf,
  type ProfileShelf,
  type ShelfStore,
} from '../../../../src/main/station/pos/profiles/shelf.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'

/** What a station remembers, as text: nothing but text survives. */
function memory(): ShelfStore & { text: string } {
  const store = {
    text: 'null',
    profileShelf: (): unknown => JSON.parse(store.text),
    setProfileShelf: (kept: unknown) => {
      store.text = JSON.stringify(kept)
    },
  }
  return store
}

const learnt = (name: string, label = 'HAUSKARTE') => ({
  title: name,
  profile: { ...defaultProfile(), name, labels: [label], sign: 'inverted' as const },
})
const codeOf = (reply: ReturnType<ProfileShelf['forget']>) =>
  reply.ok ? 'ok' : 'error' in reply ? reply.error.code : reply.refusal.code

describe('profile shelf', () => {
  test('a learnt profile and what it was chosen for outlast the program', () => {
    const store = memory()
    const shelf = createProfileShelf(store)
    expect(shelf.keep(learnt('Our till')).ok).toBe(true)
    expect(shelf.choose('till-1', 'Our till').ok).toBe(true)
    const again = createProfileShelf(store)
    expect(again.ofSource('till-1', 'default')).toEqual(learnt('Our till').profile)
    expect(again.ofSource('till-2', 'default').name).toBe('default')
    expect(again.isLearnt('Our till')).toBe(true)
    expect(again.chosen()).toEqual([{ sourceId: 'till-1', profileName: 'Our till' }])
  })

  test('what a source is read with is the same object until it changes', () => {
    const shelf = createProfileShelf(memory())
    const before = shelf.ofSource('till-1', 'german-till')
    expect(shelf.ofSource('till-1', 'german-till')).toBe(before)
    shelf.keep(learnt('Our till'))
    shelf.choose('till-1', 'Our till')
    expect(shelf.ofSource('till-1', 'german-till').labels).toEqual(['HAUSKARTE'])
    shelf.keep(learnt('Our till', 'STADTKARTE'))
    expect(shelf.ofSource('till-1', 'german-till').labels).toEqual(['STADTKARTE'])
  })

  test('words of the command line stand in the place of the default labels only', () => {
    const shelf = createProfileShelf(memory(), ['MALL CARD'])
    expect(shelf.ofSource('till-1', 'default').labels).toEqual(['MALL CARD'])
    expect(shelf.ofSource('till-1', 'no such profile').labels).toEqual(['MALL CARD'])
    expect(shelf.ofSource('till-1', 'french-till').labels).not.toContain('MALL CARD')
  })

  test('every profile goes out as a file and comes in at another station as it was', () => {
    const shelf = createProfileShelf(memory())
    shelf.keep(learnt('Caisse d’été n° 2'))
    for (const { name, from } of shelf.list()) {
      const other = createProfileShelf(memory())
      const file = shelf.exported(name)
      if (!file.ok) throw new Error(`${name} was not exported`)
      expect(file.value.fileName).toMatch(/^receipt-profile-[\p{L}\p{N}-]+\.json$/u)
      const back = other.imported(file.value.content)
      if (!back.ok) throw new Error(`${name} was not imported`)
      const { profileName } = back.value
      expect(profileName).toBe(from === 'shipped' ? `${name} (2)` : name)
      expect({ ...other.find(profileName), name: '' }).toEqual({ ...shelf.find(name), name: '' })
    }
  })

  test('a file whose name is taken replaces nothing', () => {
    const shelf = createProfileShelf(memory())
    shelf.keep(learnt('Our till', 'STADTKARTE'))
    const file = shelf.exported('Our till')
    if (!file.ok) throw new Error('not exported')
    shelf.keep(learnt('Our till', 'HAUSKARTE'))
    expect(shelf.imported(file.value.content)).toMatchObject({
      value: { profileName: 'Our till (2)' },
    })
    expect(shelf.find('Our till')?.labels).toEqual(['HAUSKARTE'])
    expect(shelf.find('Our till (2)')?.labels).toEqual(['STADTKARTE'])
  })

  test.each([
    ['no JSON', 'gift card'],
    ['another file', '{"name":"till"}'],
    ['another format', '{"format":"x","version":1,"title":"t","profile":{"name":"n"}}'],
    [
      'a member nobody knows',
      '{"format":"countermark-receipt-profile","version":1,"title":"t","profile":{"name":"n","run":"x"}}',
    ],
    [
      'a pattern that looks at a row for hours',
      '{"format":"countermark-receipt-profile","version":1,"title":"t","profile":{"name":"n","fields":{"receiptNumber":["((?:A+)+)B"],"voidedReceiptNumber":[],"till":[],"printedDate":[]}}}',
    ],
  ])('%s is refused with a reason and changes nothing', (_, content) => {
    const store = memory()
    const shelf = createProfileShelf(store)
    const reply = shelf.imported(content)
    expect(reply.ok).toBe(false)
    expect(JSON.stringify(reply)).toContain('This is no receipt profile.')
    expect(store.text).toBe('null')
    expect(shelf.list().every(({ from }) => from === 'shipped')).toBe(true)
  })

  test('a profile in use is not forgotten; a shipped one cannot be replaced or forgotten', () => {
    const shelf = createProfileShelf(memory())
    shelf.keep(learnt('Our till'))
    shelf.choose('till-1', 'Our till')
    expect(codeOf(shelf.forget('Our till'))).toBe('STATE_CONFLICT')
    shelf.choose('till-1', 'default')
    expect(codeOf(shelf.forget('Our till'))).toBe('ok')
    expect(codeOf(shelf.forget('german-till'))).toBe('NOT_FOUND')
    expect(codeOf(shelf.keep(learnt('german-till')))).toBe('STATE_CONFLICT')
    expect(codeOf(shelf.choose('till-1', 'Our till'))).toBe('NOT_FOUND')
  })

  test('what was kept and cannot be read any more: the default profile reads on', () => {
    const store = memory()
    store.text = '{"learnt":["{}"],"chosen":{"till-1":"gone"}}'
    expect(createProfileShelf(store).ofSource('till-1', 'default').name).toBe('default')
    store.text = '"broken"'
    expect(createProfileShelf(store).ofSource('till-1', 'default').name).toBe('default')
  })
})
