import { describe, expect, test } from 'vitest'
import { kinds, read } from './reading.ts'

describe('papers that take a sale back, and sales with goods that came back', () => {
  test.each([
    [['** RETURN **', 'COKE -5.00', '** SALE **', 'SHOES 50.00', 'TOTAL 45.00', 'GIFT CARD 45.00']],
    [
      [
        ...['RETOUR', 'CHEMISE -30,00', 'VENTE', 'VESTE 80,00', 'SOUS-TOTAL 50,00'],
        ...['TVQ 5,00', 'TOTAL 55,00', 'CARTE CADEAU 45,00', 'COMPTANT 10,00'],
      ],
    ],
  ])('goods brought back for others that cost more: what is paid is a payment: %j', (rows) => {
    expect(read(rows).kind).toBe('sale')
    expect(kinds(rows)).toEqual(['payment plus 4500'])
  })

  test.each([
    [['REFUND', 'SHIRT -30.00', 'DISCOUNT 3.00', 'TOTAL 27.00', 'GIFT CARD 27.00']],
    [['REFUND', 'SHIRT 30.00', 'DISCOUNT -3.00', 'TOTAL 27.00', 'GIFT CARD 27.00']],
    [['REFUND', 'SHIRT -27.00', 'SUBTOTAL 27.00', 'TOTAL 27.00', 'GIFT CARD 27.00']],
    [['RETURN', 'SHOES -80.00', 'COKE 53.00', 'TOTAL -27.00', 'GIFT CARD 27.00']],
  ])('a refund stays one, however its goods are printed: %j', (rows) => {
    expect(read(rows)).toMatchObject({ kind: 'void', tenders: [{ kind: 'refund' }] })
  })

  test.each([
    'TRANSACTION CANCELED',
    'VOIDED TRANSACTION 1234',
    '*** SALE CANCELLED ***',
    'Transaction annulée',
    'ANNULATION DE LA VENTE N° 12',
    'Beleg storniert',
    'STORNO-RECHNUNG',
    'BONSTORNO',
    'TRANSACCIÓN ANULADA',
    'VENDITA ANNULLATA',
    'emesso per ANNULLAMENTO',
    'TRANSACTIE GEANNULEERD',
    'ANULAÇÃO DE VENDA',
  ])('%j above or below makes the paper a void', (heading) => {
    const sale = ['TEA 9.00', 'TOTAL 9.00', 'GIFT CARD 9.00']
    for (const rows of [
      [heading, ...sale],
      [...sale, heading],
    ]) {
      expect(read(rows)).toMatchObject({ kind: 'void', tenders: [{ kind: 'void' }] })
    }
  })

  test.each([
    'RETOUR MARCHANDISE',
    'Merchandise return',
    'DOCUMENTO COMMERCIALE emesso per RESO MERCE',
    'TICKET DEVOLUCIÓN 78',
    'Retourenbeleg',
    'ERSTATTUNGSBELEG',
    'NOTA DE DEVOLUÇÃO',
    'RETOUR BON',
  ])('%j heads a refund, though its amounts have no minus', (heading) => {
    const rows = [heading, 'TEA 9.00', 'TOTAL 9.00', 'GIFT CARD 9.00']
    expect(read(rows)).toMatchObject({ kind: 'void', tenders: [{ kind: 'refund' }] })
  })

  test.each([
    'NO REFUND OF GOODS',
    'RETURN OF GOODS',
    'RETURN TICKET',
    'BILLET RETOUR',
    'ORDER 12',
    'PAS DE RETOUR MARCHANDISE',
    'CORRECTED RECEIPT',
  ])('%j at the foot of a sale says nothing of that sale', (row) => {
    const rows = ['TEA 9.00', 'TOTAL 9.00', 'GIFT CARD 9.00', row]
    expect(read(rows)).toMatchObject({ kind: 'sale', tenders: [{ kind: 'payment' }] })
  })

  test("a kitchen's ticket of an order that was changed takes no sale back", () => {
    const rows = ['KITCHEN', 'ORDER 12 CANCELLED', '1 TEA', '2 CAKE']
    expect(read(rows)).toMatchObject({ kind: 'sale', tenders: [] })
  })

  test('a word that is a gift card and a receipt: one of two taken back', () => {
    const [cupom, back] = [
      ['CUPOM', '9,00'],
      ['CANCELADO CUPOM', '9,00'],
    ]
    const rows = ['TOTAL 18,00', ...cupom, ...cupom, ...back, 'DINHEIRO 9,00']
    expect(kinds(rows)).toEqual(['payment plus 900', 'void plus 900', 'void minus 900'])
  })

  test.each([
    [['STORNOBELEG', 'Bon-Nr 78 zu Bon-Nr 77'], '77'],
    [['emesso per RESO MERCE', 'DOCUMENTO N. 1-13', 'Documento di riferimento: N. 1-12'], '1-12'],
    [['STORNO ZU BELEG NR. 77', 'BELEG NR. 78'], '77'],
    [['DEVOLUCIÓN DEL TICKET 77', 'TICKET 78'], '77'],
    [['RETOUR VAN BON 77', 'BON 78'], '77'],
  ])('the receipt that is taken back, not its own: %j', (headings, receiptNumber) => {
    expect(read([...headings, 'TOTAL 9.00', 'GIFT CARD 9.00'])).toMatchObject({
      kind: 'void',
      receiptNumber,
    })
  })
})
