import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig, type ServerConfig } from '../../server/config.ts'

function configOf(argv: string[], env: Record<string, string> = {}): ServerConfig {
  const reading = readConfig(argv, env)
  if (reading.kind !== 'config') throw new Error('help was printed instead')
  return reading.config
}

describe('server config', () => {
  test('without settings: the defaults of the manual', () => {
    const config = configOf([])
    expect(config).toMatchObject({ host: '127.0.0.1', port: 4600, publicUrl: null, smtp: null })
    expect(config.dataDirectory).toBe(path.resolve('data'))
    expect(config.keyFile).toBe(path.resolve('data/keys.json'))
  })

  test('flag and variable: the flag wins', () => {
    const env = { COUNTERMARK_PORT: '5000', COUNTERMARK_HOST: '0.0.0.0' }
    expect(configOf(['--port', '0'], env)).toMatchObject({ port: 0, host: '0.0.0.0' })
  })

  test('links for a day and a wrong clock refused, unless told otherwise', () => {
    expect(configOf([])).toMatchObject({ activationHours: 24, clockBehind: 'refuse' })
    const argv = ['--activation-hours', '2', '--clock-behind', 'hold']
    expect(configOf(argv)).toMatchObject({ activationHours: 2, clockBehind: 'hold' })
  })

  test('mail by variables: both are taken', () => {
    const env = {
      COUNTERMARK_SMTP_URL: 'smtp://127.0.0.1:2525',
      COUNTERMARK_MAIL_FROM: 'Cards <cards@example.org>',
    }
    expect(configOf([], env).smtp).toEqual({
      url: 'smtp://127.0.0.1:2525',
      from: 'Cards <cards@example.org>',
    })
  })

  test('public address: a slash at the end is dropped', () => {
    expect(configOf(['--public-url', 'https://cards.example.org/']).publicUrl).toBe(
      'https://cards.example.org',
    )
  })

  test.each([
    { argv: ['--port', '99999'], says: '--port (COUNTERMARK_PORT)' },
    { argv: ['--port', '4600x'], says: 'whole number' },
    { argv: ['--database-url', 'postgres://x'], says: 'the name of a database' },
    { argv: ['--public-url', 'ftp://x'], says: 'http or https' },
    { argv: ['--smtp-url', 'smtp://x'], says: '--mail-from' },
    { argv: ['--smtp-url', 'http://x', '--mail-from', 'a@b'], says: 'smtp://' },
    { argv: ['--log-level', 'loud'], says: 'COUNTERMARK_LOG_LEVEL' },
    { argv: ['--activation-hours', '0'], says: 'from 1 to 168' },
    { argv: ['--activation-hours', '1.5'], says: 'COUNTERMARK_ACTIVATION_HOURS' },
    { argv: ['--clock-behind', 'ignore'], says: 'refuse or hold' },
    { argv: ['--data', ''], says: '--data' },
    { argv: ['--colour', 'red'], says: '--help' },
  ])('a value that cannot be used ($argv): says which and what to do', ({ argv, says }) => {
    expect(() => readConfig(argv, {})).toThrow(ConfigError)
    expect(() => readConfig(argv, {})).toThrow(says)
  })

  test('--help: names every flag with its variable', () => {
    const reading = readConfig(['--help'], {})
    expect(reading.kind).toBe('help')
    const text = reading.kind === 'help' ? reading.text : ''
    for (const word of [
      '--data',
      'COUNTERMARK_DATA',
      '4600',
      'COUNTERMARK_SMTP_URL',
      './data',
      '--activation-hours HOURS',
      '(default 24)',
    ]) {
      expect(text).toContain(word)
    }
  })
})
