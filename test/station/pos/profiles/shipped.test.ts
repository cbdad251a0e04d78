import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { currency } from '../../../../src/contract/money.ts'
import { shippedProfiles } from '../../../../src/main/station/pos/profiles/shipped.ts'
import type { ReceiptProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import { readPapers } from '../../../../src/main/station/pos/receipts/read-papers.ts'

const FIXTURES = new URL('../../../fixtures/profiles/', import.meta.url)
const NAMES = [...shippedProfiles().keys()]

interface Expected {
  readonly currency: string
  readonly papers: ReadonlyArray<{ readonly kind: string; readonly payments: readonly number[] }>
}

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(new URL(`${name}.expected.json`, FIXTURES), 'utf8'))
}

function read(name: string, profile: ReceiptProfile) {
  const bytes = readFileSync(new URL(`${name}.bin`, FIXTURES))
  return readPapers(bytes, profile, currency(expectedOf(name).currency)).map((paper) => ({
    kind: paper.kind,
    payments:
      paper.kind === 'sale' ? paper.tenders.map(({ amountMinor }) => Number(amountMinor)) : [],
  }))
}

describe('shipped profiles', () => {
  test('a dozen and the general one, each with its own capture, title and honest note', () => {
    const captured = readdirSync(FIXTURES).filter((file) => file.endsWith('.bin'))
    expect(NAMES.length).toBeGreaterThanOrEqual(13)
    expect(captured.map((file) => file.replace('.bin', '')).sort()).toEqual(
      NAMES.filter((name) => name !== 'default').sort(),
    )
    for (const { title, restsOn } of shippedProfiles().values()) {
      expect(title).not.toBe('')
      expect(restsOn.length).toBeGreaterThan(60)
    }
  })

  test.each(NAMES.filter((name) => name !== 'default'))('%s: reads its capture', (name) => {
    const profile = shippedProfiles().get(name)?.profile
    expect(profile?.name).toBe(name)
    expect(profile && read(name, profile)).toEqual(expectedOf(name).papers)
  })

  test('none reads a payment on another system where there is none', () => {
    const alien = NAMES.flatMap((name) => {
      const profile = shippedProfiles().get(name)?.profile
      return captures().flatMap((other) => {
        const expected = expectedOf(other).papers
        const papers = profile ? read(other, profile) : []
        return papers.flatMap(({ payments }, index) =>
          payments.length > (expected[index]?.payments.length ?? 0)
            ? [`${name} on ${other}, paper ${index}: ${payments.join()}`]
            : [],
        )
      })
    })
    expect(alien).toEqual([])
  })
})

function captures(): string[] {
  return NAMES.filter((name) => name !== 'default')
}
