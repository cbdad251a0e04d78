import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failed } from '../../src/contract/refusals.ts'
import {
  accessibilityProblems,
  drawn,
  layoutProblems,
  type ScreenTest,
  startScreenTest,
} from './screen-page.ts'
import type { PlainState } from './states.ts'

const PICTURES = process.env['COUNTERMARK_TEST_PICTURES']

/** A long receipt in 48 columns, as a supermarket prints it. */
const ROWS = [
  '              LE PETIT MARCHÉ DU COIN',
  'Caisse 2                            Ticket 48213',
  '',
  ...Array.from({ length: 24 }, (_, index) => `${`ARTICLE ${index + 1}`.padEnd(44)}1,00`),
  '-'.repeat(48),
  `${'TOTAL TTC'.padEnd(43)}24,00`,
  `${'CARTE KDO FIDÉLITÉ'.padEnd(43)}24,00`,
  '             MERCI ET À BIENTÔT',
]
const LABEL_ROW = 29

const lesson = (change: PlainState): PlainState => ({
  setup: {
    everHeard: true,
    lesson: {
      sourceId: 'till-1',
      stage: 'first',
      problem: null,
      currency: 'CAD',
      amountMinor: 2_400,
      paper: null,
      belief: null,
      amountRows: [],
      found: [],
      learnt: null,
      markRow: null,
      marks: [],
      profileName: null,
      ...change,
    },
  },
})
const paper = (kind = 'sale') => ({ rows: ROWS, heardAtMs: 1_795_000_000_000, kind })
const found = [{ label: 'CARTE KDO FIDÉLITÉ', amountMinor: 2_400, rows: [LABEL_ROW] }]
const learnt = {
  labels: ['CARTE KDO FIDÉLITÉ', 'BON D’ACHAT DU COMMERCE LOCAL'],
  amountRow: 'same-or-next',
  sign: 'inverted',
}
const belief = { labelRow: LABEL_ROW, amountRow: LABEL_ROW, isSure: true }

const LESSONS: Readonly<Record<string, PlainState>> = {
  first: lesson({}),
  pictures: lesson({ problem: 'pictures-only' }),
  believed: lesson({ stage: 'choose', paper: paper(), belief, amountRows: [LABEL_ROW] }),
  'not believed': lesson({
    stage: 'choose',
    paper: paper(),
    problem: 'amount-not-on-paper',
  }),
  'not readable': lesson({ stage: 'choose', paper: paper(), belief, problem: 'not-readable' }),
  'second awaited': lesson({ stage: 'second', learnt }),
  'second read': lesson({ stage: 'second', learnt, paper: paper(), found }),
  'second not found': lesson({
    stage: 'second',
    learnt,
    paper: paper(),
    problem: 'nothing-found',
  }),
  'other read': lesson({ stage: 'without', learnt, paper: paper() }),
  'other found': lesson({
    stage: 'without',
    learnt,
    paper: paper(),
    found,
    problem: 'found-on-other',
  }),
  done: lesson({ stage: 'done', learnt, profileName: 'Notre caisse' }),
  'done, a copy': lesson({
    stage: 'done',
    learnt,
    paper: paper(),
    markRow: 1,
    marks: ['void', 'training'],
    problem: 'mark-not-learnt',
  }),
  'done, known': lesson({ stage: 'done', learnt, paper: paper('copy'), found }),
}

const health = (problem: string | null) => ({
  status: problem === null ? 'ok' : 'attention',
  problem,
  detail: null,
  lastSeenAtMs: 1_795_000_000_000,
})
const source = (index: number, problem: string | null = null) => ({
  config: {
    id: `till-${index}`,
    name: index === 1 ? 'Caisse principale, entrée ouest' : `Till ${index}`,
    till: null,
    dialect: 'auto',
    profile: 'default',
    kind: 'printer-tcp',
    host: '0.0.0.0',
    port: 9_100,
    forwardTo: { host: '192.168.1.50', port: 9_100 },
    idleMs: 1_000,
  },
  isFixed: index === 2,
  health: health(problem),
  notes: [],
  listening: { host: '0.0.0.0', port: 9_100 },
  foundDialect: 'escpos',
  lastPaper: null,
  tokenFile: null,
})
const profile = (index: number) => ({
  name: `profile-${index}`,
  title: `uniCenta oPOS, Chromis POS, Openbravo POS ${index}`,
  restsOn:
    index % 2 === 0
      ? 'Its receipt page, read in its repository: every tender is printed as its amount times -1, gift cards included, with the balance of its own gift card on a row below; labels from its language files. It prints through a driver of the PC: choose a text driver.'
      : '',
  from: index % 2 === 0 ? 'shipped' : 'learnt',
  labels: ['Gift Card', 'Carte Cadeau', 'Tarjeta de Regalo', 'Gutschein', 'Carta Regalo'],
})
const recent = (ordinal: number) => ({
  ordinal,
  sourceId: 'till-1',
  endedAtMs: 1_795_000_000_000,
  kind: 'sale',
  rows: ROWS,
  rowsLeftOut: 12,
  tenders: [
    {
      label: 'CARTE KDO FIDÉLITÉ',
      amountMinor: 2_400,
      currency: 'CAD',
      row: LABEL_ROW,
      kind: 'payment',
      sign: 'plus',
      confidence: 0.9,
      reasons: ['amount-on-next-row', 'a reason of tomorrow'],
      rows: [LABEL_ROW],
    },
  ],
  till: '2',
  receiptNumber: '48213',
  printedDate: '2026-11-22 10:14',
  clerk: 'Amélie',
  totalMinor: 2_400,
  externalId: null,
})

let screen: ScreenTest
let page: Page
const faults: string[] = []

beforeAll(async () => {
  screen = await startScreenTest()
  const value = (answer: unknown) => ({ ok: true, value: answer })
  screen.host.play({})
  screen.host.answer('list-activity', value({ lines: [] }))
  screen.host.answer(
    'list-sources',
    value({
      sources: [
        source(1),
        source(2, 'prints-pictures'),
        source(3, 'forwarded-to-itself'),
        source(4),
      ],
    }),
  )
  screen.host.answer(
    'list-profiles',
    value({
      profiles: Array.from({ length: 14 }, (_, index) => profile(index)),
      chosen: [{ sourceId: 'till-1', profileName: 'profile-1' }],
    }),
  )
  screen.host.answer('recent-papers', value({ papers: [recent(2), recent(1)] }))
  screen.host.answer(
    'test-source',
    value({ outcome: 'problem', problem: 'prints-pictures', detail: null, lastSeenAtMs: null }),
  )
  page = await screen.open()
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
})
afterAll(() => screen.close())

async function show(state: PlainState, language: 'en' | 'fr'): Promise<void> {
  await drawn(page, screen.host.play(state, language))
}

async function openSetup(): Promise<void> {
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: /^(Set up the till|Raccorder la caisse)$/ }).click()
  await page.waitForSelector('.setup')
}

async function close(): Promise<void> {
  await page.keyboard.press('Escape')
  await page.waitForSelector('.zones')
}

async function expectSound(name: string): Promise<void> {
  for (const [width, height] of [
    [1366, 768],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height })
    expect(await layoutProblems(page), `${name} at ${width}`).toEqual([])
    const language = await page.locator('html').getAttribute('lang')
    const file = `setup-${name.replaceAll(/\W+/g, '-')}-${language}-${width}.png`
    if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${file}` })
  }
  // The same parts stand there in French: looked at once.
  const isEnglish = (await page.locator('html').getAttribute('lang')) === 'en'
  if (isEnglish) expect(await accessibilityProblems(page), name).toEqual([])
  expect(faults, name).toEqual([])
}

describe.each(['en', 'fr'] as const)('setting up in %s', (language) => {
  test.each(Object.keys(LESSONS))('lesson, %s: fits, axe finds nothing', async (name) => {
    await show(LESSONS[name] ?? {}, language)
    await openSetup()
    await page.waitForSelector('.lesson-marks')
    await expectSound(`lesson ${name}`)
    await close()
  })

  test('ways in, a test, their settings, papers and profiles: fit, axe finds nothing', async () => {
    await show({}, language)
    await openSetup()
    await page.waitForSelector('.source')
    await expectSound('sources')
    await page.locator('.source-buttons').first().locator('button').nth(1).click()
    await page.waitForSelector('.source-test-problem')
    await expectSound('tested')
    await page.locator('.source-buttons').first().locator('button').nth(2).click()
    await page.waitForSelector('.look-facts')
    await expectSound('papers')
    await page.locator('.panel-head-buttons button').first().click()
    await page.locator('.source-buttons').first().locator('button').nth(3).click()
    await page.waitForSelector('.source-fields')
    await expectSound('source')
    await page.locator('.panel-head-buttons button').first().click()
    await page.locator('.setup-foot button').first().click()
    await page.waitForSelector('.kinds')
    await expectSound('kinds')
    await page.locator('.kind').nth(5).click()
    await page.waitForSelector('.source-fields')
    await expectSound('feed')
    await page.locator('.panel-head-buttons button').first().click()
    await page.locator('.panel-head-buttons button').first().click()
    await page.locator('.setup-foot button').nth(1).click()
    await page.waitForSelector('.shelf-choice')
    await expectSound('profiles')
    await close()
  })
})

describe('the receipt on the screen', () => {
  const last = () => screen.host.sent.filter(({ name }) => name === 'choose-rows').at(-1)?.params

  test('keyboard: arrows move over the rows, Enter points at one', async () => {
    await show(LESSONS['not believed'] ?? {}, 'en')
    await openSetup()
    await page.getByRole('listbox').focus()
    await page.keyboard.press('End')
    for (let row = ROWS.length - 1; row > LABEL_ROW; row -= 1) await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Yes, learn this' }).click()
    await expect.poll(last).toEqual({ labelRow: LABEL_ROW, amountRow: LABEL_ROW })
    await close()
  })

  test('touch: a row of words, then the row of its amount', async () => {
    await show(LESSONS['not believed'] ?? {}, 'en')
    await openSetup()
    await page
      .getByRole('option')
      .nth(ROWS.length - 1)
      .click()
    await page.getByRole('option').nth(LABEL_ROW).click()
    await page.getByRole('button', { name: 'Yes, learn this' }).click()
    await expect.poll(last).toEqual({ labelRow: ROWS.length - 1, amountRow: LABEL_ROW })
    await close()
  })

  test('a feed whose port is no port: the form says so and sends nothing', async () => {
    await show({}, 'en')
    await openSetup()
    await page.getByRole('button', { name: 'Add a way in' }).click()
    await page.getByRole('button', { name: /^Receipt printer/ }).click()
    await page.getByLabel('Port on this PC').fill('ninety')
    await page.getByRole('button', { name: 'Save and start' }).click()
    await page.getByText('Check this: Port on this PC.').waitFor()
    expect(screen.host.sent.some(({ name }) => name === 'save-source')).toBe(false)
    await page.getByLabel('Port on this PC').fill('9101')
    await page.getByLabel(/^Address of the real printer/).fill('192.168.1.50')
    await page.getByRole('button', { name: 'Save and start' }).click()
    await expect
      .poll(() => screen.host.sent.find(({ name }) => name === 'save-source')?.params)
      .toMatchObject({
        source: {
          kind: 'printer-tcp',
          port: 9_101,
          forwardTo: { host: '192.168.1.50', port: 9_100 },
        },
      })
    await close()
  })
})

test.each([
  ['en', 'Save and start', 'What the till prints would be passed on to this station itself.'],
  ['fr', 'Enregistrer et démarrer', 'Ce que la caisse imprime serait renvoyé à ce poste lui-même.'],
] as const)(
  'a source that would forward to the station itself, in %s: said with what to do',
  async (language, save, told) => {
    screen.host.answer('save-source', failed('FORWARD_IS_STATION'))
    await show({}, language)
    await openSetup()
    await page.locator('.source-buttons').first().locator('button').nth(3).click()
    await page.waitForSelector('.source-fields')
    await page.getByRole('button', { name: save }).click()
    await page.getByRole('status').getByText(told).waitFor()
    await expectSound('forward refused')
    await page.waitForSelector('.source-fields')
    await close()
  },
)
