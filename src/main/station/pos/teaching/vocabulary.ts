import { normalise } from '../receipts/words.ts'

/** Parts of words that speak of gift cards and vouchers, in the languages of the tills we know of. */
const GIFT = parts(
  'GIFT|VOUCHER|CERTIFICATE|CADEAU|KDO|BON D.?ACHAT|CHEQUE|REGALO|VALE|GUTSCHEIN|GESCHENK|BUONO|OMAGGIO|DONO',
  'CADEAUBON|CADEAUKAART|CUPOM|CUPON|PRESENTE|PRENDA|OFERTA|GAVEKORT|PRESENTKORT|LAHJAKORT|PODARUNK|DARKOV|AJANDEK|POKLON|CADOU|HEDIYE',
)
/** Words of rows that carry the same amount and are no gift-card tender. */
const OTHER = words(
  'CASH|BAR|BARGELD|ESPECES?|COMPTANT|CONTANT|EFECTIVO|CONTANTI|DINHEIRO|KONTANT|GOTOWKA|VISA|MASTERCARD|MAESTRO|AMEX|DEBIT|CREDIT|CB|EC|INTERAC|BANCONTACT|PIN|KARTE|CARTE BANCAIRE|TARJETA',
  'CHANGE|RENDU|MONNAIE|RUCKGELD|WECHSELGELD|CAMBIO|VUELTO|RESTO|WISSELGELD|TROCO',
  'TAX|VAT|GST|HST|PST|QST|TVA|TPS|TVQ|MWST|UST|BTW|IVA|IMPOSTO|NETTO|NET|BRUTTO|HT|BASE',
  'SUB ?TOTAL|SOUS TOTAL|ZWISCHENSUMME|SUBTOTAAL|SUBTOTALE|BALANCE|SOLDE|SALDO|GUTHABEN|REST',
)
const SUM = words(
  'TOTAL|TOTALE|TOTAAL|SUMME|GESAMT|GESAMTBETRAG|SOMME|SUMA|RAZEM|CELKEM|YHTEENSA|SUMMA|AMOUNT DUE|A PAYER|A PAGAR|TE BETALEN|ZU ZAHLEN|BETRAG|IMPORTE|IMPORTO',
)
/** Goods are counted: `2 x`, `1 @`. */
const COUNTED = /^\d{1,3} ?[X@*] |[ ]\d{1,3} ?[X@] ?\d/

/** What the words of a row speak of. */
export type Topic = 'gift' | 'sum' | 'other' | 'goods' | 'unknown'

export function topicOf(text: string): Topic {
  const plain = normalise(text)
  if (GIFT.test(plain)) return 'gift'
  if (SUM.test(plain)) return 'sum'
  if (OTHER.test(plain)) return 'other'
  return COUNTED.test(plain) ? 'goods' : 'unknown'
}

function parts(...lists: readonly string[]): RegExp {
  return new RegExp(lists.join('|'), 'u')
}

function words(...lists: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${lists.join('|')})(?![\\p{L}\\p{N}])`, 'u')
}
