import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseActivationLink } from '../../src/contract/wire/activation.ts'
import { findBarriers, openScene, type Scene, takePictures, takePicturesInBoth } from './scene.ts'

const mails: string[] = []
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      mails.push(Buffer.concat(chunks).toString())
      done()
    })
  },
})

let scene: Scene

beforeAll(async () => {
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve))
  const { port } = mailServer.server.address() as AddressInfo
  scene = await openScene({
    serverEnvironment: {
      COUNTERMARK_SMTP_URL: `smtp://127.0.0.1:${port}`,
      COUNTERMARK_MAIL_FROM: 'Downtown Card <cards@downtown.example>',
    },
  })
})
afterAll(async () => {
  await scene?.close()
  await new Promise<void>((resolve) => mailServer.close(resolve))
})

/** The activation link in the newest mail, from its text part as a person would copy it. */
async function mailedLink(): Promise<string> {
  await expect.poll(() => mails.length, { timeout: 20_000 }).toBeGreaterThan(0)
  const mail = await PostalMime.parse(mails.at(-1) ?? '')
  const link = /https?:\/\/\S+\/activate#\S+/.exec(mail.text ?? '')?.[0] ?? ''
  expect(parseActivationLink(link)).toBeDefined()
  expect(mail.html).toContain(link)
  return link
}

describe('the whole way, once', () => {
  test('mail, activation, till, scan, SELECT, admin, undo', async () => {
    const station = await scene.openStation()
    expect(await findBarriers(station.page)).toEqual([])
    await takePicturesInBoth(station.page, 'activation')

    const admin = await scene.openAdmin()
    expect(await findBarriers(admin)).toEqual([])
    await admin.getByRole('link', { name: 'Locations', exact: true }).click()
    await admin
      .getByRole('button', { name: /^Send activation/ })
      .first()
      .click()
    await admin.getByRole('dialog').getByRole('button', { name: /^Send/ }).click()
    const link = await mailedLink()
    await station.activate(link, 'Counter 1')
    expect(await findBarriers(station.page)).toEqual([])
    await takePicturesInBoth(station.page, 'idle')

    const receipt = await scene.house.till.ringGift(2500)
    await station.waitForPayment('$25.00')
    expect(await station.page.getByText(receipt).count()).toBeGreaterThan(0)
    await station.scan(scene.house.cards[0]?.number ?? '')
    await station.waitForBalance('$40.00')
    expect(await findBarriers(station.page)).toEqual([])
    await takePicturesInBoth(station.page, 'ready')

    await admin.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await admin.getByRole('link', { name: 'Redemptions', exact: true }).click()
    const lines = admin.getByRole('row').filter({ hasText: receipt })
    expect(await lines.count()).toBe(0)
    await station.select('$25.00')
    await station.waitForOutcome('approved')
    await lines.first().waitFor({ timeout: 20_000 })
    expect(await lines.first().textContent()).toContain('$15.00')
    expect(await findBarriers(admin)).toEqual([])
    expect(await findBarriers(station.page)).toEqual([])
    await takePicturesInBoth(station.page, 'approved')
    await takePictures(admin, 'admin-redemptions')

    await station.press(/^Undo/)
    await station.waitForOutcome('voided')
    expect(await findBarriers(station.page)).toEqual([])
    await takePicturesInBoth(station.page, 'voided')
    await lines
      .filter({ hasText: /voided/i })
      .first()
      .waitFor({ timeout: 20_000 })
    await station.press('Next customer')
    await station.scan(scene.house.cards[0]?.number ?? '')
    await station.waitForBalance('$40.00')
    await station.page.keyboard.press('Escape')

    await station.scan(scene.house.cards[2]?.number ?? '')
    await station.waitForBalance('$12.40')
    await scene.house.till.ringGift(2000)
    await station.waitForPayment('$20.00')
    await takePicturesInBoth(station.page, 'short')
    await station.select('$20.00')
    await station.waitForOutcome('approved')
    expect(await station.page.getByText('$7.60').count()).toBeGreaterThan(0)
    expect(await findBarriers(station.page)).toEqual([])
    await takePicturesInBoth(station.page, 'partial')
    await station.press('Next customer')

    await station.scan('4111111111111111')
    await station.waitForOutcome('refused')
    expect(await findBarriers(station.page)).toEqual([])
    await takePicturesInBoth(station.page, 'refused')
  })
})
