import { createPublicKey, verify } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { KeyFileError, loadKeys } from '../../server/keys.ts'

let folder: string

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keys-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

describe('server keys', () => {
  test('first start: a file for its owner only, with a secret for each purpose', () => {
    const keys = loadKeys(folder)
    expect(fs.statSync(path.join(folder, 'keys.json')).mode & 0o777).toBe(0o600)
    const secrets = [keys.numberLookup, keys.numberSeal, keys.pinPepper, keys.cardToken]
    expect(secrets.map((secret) => secret.length)).toEqual([32, 32, 32, 32])
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(4)
    expect(fs.readdirSync(folder)).toEqual(['keys.json'])
  })

  test('second start: the same keys', () => {
    const first = loadKeys(folder)
    const second = loadKeys(folder)
    expect(second.numberLookup).toEqual(first.numberLookup)
    expect(second.identity.publicKey).toBe(first.identity.publicKey)
  })

  test('identity: signs what its public key verifies', () => {
    const { identity } = loadKeys(folder)
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: identity.publicKey },
      format: 'jwk',
    })
    const signature = Buffer.from(identity.sign('a text'), 'base64url')
    expect(verify(null, Buffer.from('a text'), key, signature)).toBe(true)
    expect(verify(null, Buffer.from('a tent'), key, signature)).toBe(false)
  })

  test('readable by others: refused with the command that helps', () => {
    loadKeys(folder)
    fs.chmodSync(path.join(folder, 'keys.json'), 0o644)
    expect(() => loadKeys(folder)).toThrow(/chmod 600/)
  })

  test('damaged file: refused, and left as it is', () => {
    const file = path.join(folder, 'keys.json')
    loadKeys(folder)
    const damaged = fs.readFileSync(file, 'utf8').replace('numberSeal', 'numberSeel')
    fs.writeFileSync(file, damaged)
    expect(() => loadKeys(folder)).toThrow(KeyFileError)
    expect(fs.readFileSync(file, 'utf8')).toBe(damaged)
  })

  test('a database without its keys: no new keys are made for it', () => {
    fs.writeFileSync(path.join(folder, 'countermark.sqlite'), '')
    expect(() => loadKeys(folder)).toThrow(/backup/)
    expect(fs.readdirSync(folder)).toEqual(['countermark.sqlite'])
  })

  test('a key file elsewhere: made and read there', () => {
    const elsewhere = path.join(folder, 'vault', 'keys.json')
    const keys = loadKeys(path.join(folder, 'data'), elsewhere)
    expect(loadKeys(path.join(folder, 'data'), elsewhere).cardToken).toEqual(keys.cardToken)
    expect(fs.readdirSync(path.join(folder, 'data'))).toEqual([])
  })
})
