// Issues a gift card and pays with it. Run: node docs/api/sample.ts
import { createStoredValueClient, openFileStore } from '../../server/stored-value/client/index.ts'

const { SERVER_URL = '', API_KEY = '', SEAL_KEY = '', PROGRAM_ID = '', ORDER = '' } = process.env
const client = createStoredValueClient({
  serverUrl: SERVER_URL,
  key: API_KEY,
  store: await openFileStore('./countermark-requests'),
  sealKey: Buffer.from(SEAL_KEY, 'hex'), // openssl rand -hex 32, once; keep it apart
})
await client.resume() // what an earlier run left open
const money = { amountMinor: 2500, currency: 'USD' }
const issue = { requestId: `${ORDER}/issue`, programId: PROGRAM_ID, orderId: ORDER, ...money }
const sold = await client.activate(issue)
if (sold.is !== 'done' || !sold.answer.issued) throw new Error(`not issued: ${sold.is}`)
const card = sold.answer.issued // number and PIN, for the buyer
const paid = await client.redeem({ requestId: `${ORDER}/pay`, card, ...money, amountMinor: 1000 })
if (paid.is !== 'done') throw new Error(`not paid: ${paid.is}`)
process.stdout.write(`issued •••• ${card.number.slice(-4)}, left ${paid.answer.balanceMinor}\n`)
