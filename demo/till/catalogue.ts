import { type Currency, currencyExponent } from '../../src/contract/money.ts'

/** An article with its name in both languages and its price in minor units. */
export interface Article {
  readonly id: string
  readonly name: { readonly en: string; readonly fr: string }
  readonly unitMinor: number
}

/** What a bakery asks; the same figures do for currencies without decimals. */
const ARTICLES: readonly Article[] = [
  { id: 'coffee', name: { en: 'Coffee', fr: 'Café' }, unitMinor: 320 },
  { id: 'tea', name: { en: 'Tea', fr: 'Thé' }, unitMinor: 290 },
  { id: 'croissant', name: { en: 'Croissant', fr: 'Croissant' }, unitMinor: 250 },
  { id: 'baguette', name: { en: 'Baguette', fr: 'Baguette' }, unitMinor: 380 },
  { id: 'sandwich', name: { en: 'Sandwich', fr: 'Sandwich' }, unitMinor: 860 },
  { id: 'soup', name: { en: 'Soup of the day', fr: 'Soupe du jour' }, unitMinor: 740 },
  { id: 'tart', name: { en: 'Lemon tart', fr: 'Tarte au citron' }, unitMinor: 560 },
  { id: 'cake', name: { en: 'Chocolate cake', fr: 'Gâteau au chocolat' }, unitMinor: 3400 },
  { id: 'basket', name: { en: 'Gift basket', fr: 'Panier garni' }, unitMinor: 2500 },
]

/** The articles with prices of a like size in that currency's minor units. */
export function catalogue(currency: Currency): Article[] {
  const times = currencyExponent(currency) === 3 ? 10 : 1
  return ARTICLES.map((article) => ({ ...article, unitMinor: article.unitMinor * times }))
}
