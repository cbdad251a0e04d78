import { describe, expect, test } from 'vitest'
import { ADAPTERS } from '../../../server/pos/adapters.ts'
import { POS_KINDS, type PosKind } from '../../../src/contract/wire/pos.ts'

/** A callback as its POS signed it. */
interface Vector {
  readonly from: string
  readonly header: string
  readonly signature: string
  readonly signing: string
  readonly url: string
  readonly body: string
}

const OPENSSL = 'the recipe of its documents, by openssl dgst -sha256 -hmac'

/** Where documents give a vector it is theirs; else it was made by another program from their recipe. */
const VECTORS: Readonly<Record<PosKind, readonly Vector[]>> = {
  square: [
    {
      from: "the test of WebhooksHelper in Square's SDKs",
      header: 'x-square-hmacsha256-signature',
      signature: 'GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=',
      signing: 'Ibxx_5AKakO-3qeNVR61Dw',
      url: 'https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9',
      body:
        '{"merchant_id":"MLEFBHHSJGVHD","type":"webhooks.test_notification",' +
        '"event_id":"ac3ac95b-f97d-458c-a6e6-18981597e05f",' +
        '"created_at":"2022-07-13T20:30:59.037339943Z",' +
        '"data":{"type":"webhooks","id":"bc368e64-01aa-407e-b46e-3231809b1129"}}',
    },
  ],
  shopify: [
    {
      from: OPENSSL,
      header: 'x-shopify-hmac-sha256',
      signature: 'v8aHW6ZwLFjWz0BKmBalbgR7cHgbbgz5Oh/irs6CiX8=',
      signing: 'hush',
      url: '',
      body:
        '{"id":4408,"order_id":1001,"kind":"sale","gateway":"Gift card (Countermark)",' +
        '"status":"success","amount":"25.00","currency":"EUR"}',
    },
  ],
  clover: [
    {
      from: 'docs.clover.com, "Use webhooks": the code of the app, as it is',
      header: 'x-clover-auth',
      signature: '7c1a9e1f-6c37-4a3c-9f0c-2b1c7d0f8e55',
      signing: '7c1a9e1f-6c37-4a3c-9f0c-2b1c7d0f8e55',
      url: '',
      body:
        '{"appId":"DRKVJT2ZRRRSC","merchants":{"XYZVJT2ZRRRSC":[' +
        '{"objectId":"P:GHIVJT2ZRRRSC","type":"CREATE","ts":1537970958000}]}}',
    },
  ],
  lightspeed: [
    {
      from: `${OPENSSL}, as hex`,
      header: 'x-signature',
      signature:
        'signature=86bfee6e3ec131cf87a294102da04169d781d574f3e2f61a1ec28ee5df14a69f,algorithm=HMAC-SHA256',
      signing: 'client-secret',
      url: '',
      body: 'payload=%7B%22id%22%3A%22e541c29f%22%7D&domain_prefix=corner',
    },
    {
      from: `${OPENSSL}, as base64`,
      header: 'x-signature',
      signature: 'signature=hr/ubj7BMc+HopQQLaBBadeB1XTz4vYaHsKO5d8Upp8=,algorithm=HMAC-SHA256',
      signing: 'client-secret',
      url: '',
      body: 'payload=%7B%22id%22%3A%22e541c29f%22%7D&domain_prefix=corner',
    },
  ],
  toast: [
    {
      from: `${OPENSSL}, over body and timestamp as getSignature does`,
      header: 'toast-signature',
      signature: 'tarYU5gxZogixSVQBW85rCRpX/5oCvyNkB1opko1wJg=',
      signing: 'toast-secret',
      url: '',
      body:
        '{"timestamp":"2026-02-03T10:20:30.000+0000","eventCategory":"order_updated",' +
        '"eventType":"order_updated","guid":"4fd7c9c2-4ac6-4a41-9d0f-0f4ab5b3a0a1","details":{}}',
    },
  ],
}

const ALL = POS_KINDS.flatMap((kind) => VECTORS[kind].map((vector) => ({ kind, ...vector })))

function isTaken(kind: PosKind, vector: Vector, change: Partial<Vector> = {}): boolean {
  const { header, signature, signing, url, body } = { ...vector, ...change }
  const call = {
    body: Buffer.from(body),
    header: (name: string) => (name === header ? signature : ''),
    notificationUrl: url,
  }
  return ADAPTERS[kind].verify(call, { signing, access: '', clientId: '' })
}

describe('signatures of callbacks', () => {
  test.each(ALL)('$kind, by $from: accepted', ({ kind, ...vector }) => {
    expect(isTaken(kind, vector)).toBe(true)
  })

  test.each(ALL)('$kind, by $from: refused with anything else changed', ({ kind, ...vector }) => {
    const { signature } = vector
    const middle = Math.floor(signature.length / 2)
    const other = signature[middle] === 'a' ? 'b' : 'a'
    const changes: Partial<Vector>[] = [
      { signature: '' },
      { signature: signature.slice(0, middle) + other + signature.slice(middle + 1) },
      { signature: `${signature}=` },
      { signature: 'signature=,algorithm=HMAC-SHA256' },
      { signing: `${vector.signing}x` },
      { signing: '' },
      { header: 'x-other' },
    ]
    // Clover's code signs nothing: what it makes us do is ask the API.
    if (kind !== 'clover') changes.push({ body: vector.body.replace(/e/, 'E') })
    if (kind !== 'clover') changes.push({ body: `${vector.body} ` })
    if (kind === 'square') changes.push({ url: `${vector.url}/` }, { url: '' })
    if (kind === 'lightspeed')
      changes.push({ signature: signature.replace('HMAC-SHA256', 'HMAC-SHA1') })
    for (const change of changes)
      expect(isTaken(kind, vector, change), JSON.stringify(change)).toBe(false)
  })

  test('no key is set and the header is empty: refused', () => {
    for (const { kind, ...vector } of ALL)
      expect(isTaken(kind, vector, { signature: '', signing: '' })).toBe(false)
  })

  test('bytes that are no UTF-8: judged and refused like any other', () => {
    const call = { body: Buffer.from([0xff, 0xfe, 0x00]), notificationUrl: '', header: () => 'x' }
    const secrets = { signing: 'hush', access: '', clientId: '' }
    for (const kind of POS_KINDS) expect(ADAPTERS[kind].verify(call, secrets)).toBe(false)
  })
})
