import { expect, test } from 'vitest'
import { openSealedKeys, sealKeys } from '../../server/sealed-keys.ts'

const PASSPHRASE = 'four words of one line'

test('sealed keys: open with their passphrase and no other', () => {
  const sealed = sealKeys('the keys', PASSPHRASE)
  expect(sealed).not.toContain('the keys')
  expect(openSealedKeys(sealed, PASSPHRASE)).toBe('the keys')
  expect(() => openSealedKeys(sealed, `${PASSPHRASE}.`)).toThrow('does not open')
})

test('sealed keys: the same keys never look the same', () => {
  expect(sealKeys('the keys', PASSPHRASE)).not.toBe(sealKeys('the keys', PASSPHRASE))
})

test('sealed keys: a changed file does not open', () => {
  const content = JSON.parse(sealKeys('the keys', PASSPHRASE)) as Record<string, string>
  const other = { ...content, sealed: Buffer.from('other ky').toString('base64url') }
  expect(() => openSealedKeys(JSON.stringify(other), PASSPHRASE)).toThrow('does not open')
  expect(() => openSealedKeys('{}', PASSPHRASE)).toThrow('no file of sealed keys')
})

test('sealed keys: a short passphrase is refused', () => {
  expect(() => sealKeys('the keys', 'short')).toThrow('12 characters')
})
