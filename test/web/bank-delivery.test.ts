import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliver } from '../../server/bank-delivery/index.ts'
import { HAS_SSHD, openSshd, type Sshd } from '../helpers/sshd.ts'
import { done, openServer, type TestServer } from '../server/house/open-server.ts'
import { type AdminScreen, expectSound, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

const NO_SECRETS = { password: '', privateKey: '', access: '', second: '' }

let server: TestServer
let sshd: Sshd | undefined
let screen: AdminScreen
beforeAll(async () => {
  sshd = HAS_SSHD ? await openSshd() : undefined
  server = await openServer()
  await server.addStaff('finance', 'fin@network.example')
  screen = await openAdminScreen(server)
}, SCREEN_TEST_MS)
afterAll(async () => {
  await screen?.close()
  await server?.close()
  await sshd?.close()
})

function fileOf(fileName: string) {
  const bytes = Buffer.from(fileName)
  return { fileName, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

it.skipIf(!HAS_SSHD)(
  'bank delivery: a real SFTP server, its key compared and confirmed, a file that got there',
  async () => {
    if (sshd === undefined) throw new Error('there is no SSH server')
    const page = await screen.signedIn({ path: 'bank-delivery' })
    await page.getByText('No destination yet').waitFor()
    await expectSound(page, 'delivery-none')
    await page.getByRole('button', { name: 'Add a destination' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('First Bank')
    await dialog.getByLabel('Host').fill('127.0.0.1')
    await dialog.getByLabel('Port').fill(String(sshd.port))
    await dialog.getByLabel('Folder on that server').fill(sshd.folder)
    await dialog.getByLabel('Private key').fill(sshd.privateKey)
    await dialog.getByRole('button', { name: 'Add a destination' }).click()
    // The user is missing: said at its field, and nothing is sent.
    await dialog.getByText('This does not look right.').waitFor()
    await dialog.getByLabel('User').fill(sshd.user)
    await expectSound(page, 'delivery-add')
    await dialog.getByRole('button', { name: 'Add a destination' }).click()
    await page.getByText('not tested yet').waitFor()

    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('button', { name: 'Compare key' }).click()
    await dialog.getByText(sshd.hostKey).waitFor()
    await expectSound(page, 'delivery-key')
    await dialog.getByRole('button', { name: 'It is the bank’s key' }).click()
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByText('It can be reached and written to.').waitFor()

    const { deliveries } = done(await server.operator.call('list-bank-deliveries', {}))
    const [{ deliveryId = '' } = {}] = deliveries
    done(await deliver(server.context, deliveryId, fileOf('ach-20261120-0007.txt')))
    await page.reload()
    await page.getByText('ach-20261120-0007.txt').first().waitFor()
    await expectSound(page, 'delivery-list')

    await sshd.renewHostKey()
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('button', { name: 'Compare key' }).click()
    await dialog.getByText('The server shows another key than before').waitFor()
    await expectSound(page, 'delivery-key-other')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    expect(await dialog.getByLabel('Private key').inputValue()).toBe('')
    await expectSound(page, 'delivery-change')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await expectSound(page, 'delivery-remove')
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('No destination yet').waitFor()
    await page.getByText('a destination that was removed').waitFor()
  },
  SCREEN_TEST_MS,
)

it(
  'bank delivery, in French and on a narrow screen: sound; finance tests and changes nothing',
  async () => {
    const add = (name: string, settings: Parameters<typeof call>[1]['settings']) =>
      call('add-bank-delivery', { name, settings, secrets: { ...NO_SECRETS, ...KEYS } })
    const call = server.operator.call<'add-bank-delivery'>
    const folder = done(await add('Dossier', { kind: 'folder', folder: 'banque/sortie' }))
    done(await add('Bambora', { kind: 'bambora', merchantId: '300200578' }))
    const forte = { organizationId: 'org_300005', locationId: 'loc_190785', sandbox: true }
    done(await add('Forte', { kind: 'forte', ...forte }))
    const place = { host: 'sftp.banque.example', port: 2222, user: 'reseau', folder: '/entree' }
    done(await add('Banque', { kind: 'sftp', ...place }))
    done(await deliver(server.context, folder.deliveryId, fileOf('sepa-20261120-0007.xml')))
    await deliver(server.context, folder.deliveryId, { ...fileOf('x'), fileName: 'x.xml' })
    const page = await screen.signedIn({ locale: 'fr-FR', width: 1024, path: 'bank-delivery' })
    await page.getByText('sepa-20261120-0007.xml').first().waitFor()
    await page.getByText('Envoi de lots Bambora').waitFor()
    await expectSound(page, 'delivery-list')
    for (const name of ['Forte', 'Bambora', 'Dossier', 'Banque']) {
      const row = page.getByRole('row', { name })
      await row.first().getByRole('button', { name: 'Ouvrir' }).click()
      await expectSound(page, `delivery-change-${name}`)
      await page.keyboard.press('Escape')
    }
    const finance = await screen.signedIn({ email: 'fin@network.example', path: 'bank-delivery' })
    await finance.getByRole('button', { name: 'Test', exact: true }).first().waitFor()
    expect(await finance.getByRole('button', { name: 'Remove' }).count()).toBe(0)
    expect(await finance.getByRole('button', { name: 'Add a destination' }).count()).toBe(0)
    await expectSound(finance, 'delivery-finance')
  },
  SCREEN_TEST_MS,
)

const KEYS = { access: 'upload', second: 'report' }
