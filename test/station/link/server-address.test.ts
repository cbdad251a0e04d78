import { expect, test } from 'vitest'
import { isSecureAddress } from '../../../src/main/station/link/server-address.ts'

test.each([
  ['https://cards.example.org', true],
  ['https://192.0.2.7:8443/base', true],
  ['http://localhost:4600', true],
  ['http://127.0.0.1:4600', true],
  ['http://127.8.9.10', true],
  ['http://[::1]:4600', true],
  ['http://[::2]:4600', false],
  ['http://128.0.0.1', false],
  ['http://cards.localhost.example', false],
  ['ws://127.0.0.1', false],
  ['nothing', false],
])('%s: a secure address: %s', (address, isSecure) => {
  expect(isSecureAddress(address)).toBe(isSecure)
})
