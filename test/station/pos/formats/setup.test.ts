import { expect, test } from 'vitest'
import { journalSetup, shippedFormats } from '../../../../src/main/station/pos/formats/index.ts'
import { poslog, tender } from './poslogs.ts'
import { reading, tendersOf } from './reading.ts'

function read(name: string, settings: Record<string, unknown>, text: string): string[] {
  const setup = journalSetup(name, settings)
  if (!setup.ok) return [`${setup.problem.path}: ${setup.problem.message}`]
  return tendersOf(reading(text, { ...setup.value, currency: 'EUR' }))
}

test('setup: poslog alone finds the dialect, with the values of the gift tender', () => {
  const text = poslog({ lines: [tender('x:T40', '8.00')] })
  expect(read('poslog', {}, text)).toEqual(['payment + x:T40 800 EUR'])
  expect(read('poslog', { tender: 'T40' }, text)).toEqual(['payment + x:T40 800 EUR gift'])
  expect(read('poslog', { tender: ['T1', 'TenderType=T40'] }, text)).toEqual([
    'payment + x:T40 800 EUR gift',
  ])
})

test('setup: a dialect, and members set otherwise', () => {
  const text = poslog({
    lines: [tender('Card', '8.00', '<Shop>Gift card</Shop><Description>G</Description>')],
  })
  expect(read('poslog', { dialect: 'klog' }, text)).toEqual(['payment + Card 800 EUR'])
  expect(read('poslog', { 'tender.label': 'Shop' }, text)).toEqual(['payment + Gift card 800 EUR'])
  const csv = 'a|b\n7.5|gift card\n'
  const own = { 'columns.amount': 'a', 'columns.tender': ['b'], delimiter: '|' }
  expect(read('csv', own, csv)).toEqual(['payment + gift card 750 EUR gift'])
})

test('setup: what no format has is named', () => {
  expect(read('poslog', { dialect: 'nonesuch' }, '')).toEqual([
    'dialect: there is no format nonesuch',
  ])
  expect(read('csv', { 'columns.colour': 'a' }, '')).toEqual([
    'columns.colour: this format has no such member',
  ])
  expect(read('csv', { delimiter: ';;' }, '')[0]).toContain('delimiter: ')
  expect(read('poslog', { __proto__: 1, constructor: 'x' }, '')[0]).toContain('constructor: ')
})

test('setup: every shipped format can be set up by its name', () => {
  for (const name of shippedFormats().keys()) expect(journalSetup(name, {}).ok, name).toBe(true)
})
