import type { Answer, Came } from './bank-stand-in.ts'

export const CODES = { access: 'upload-code-1', second: 'report-code-1' }
export const MERCHANT = '300200578'

interface Row {
  readonly transId: number
  readonly batchId: number
  readonly cells: readonly string[]
  state: { statusId: number; messageId: string; returnType: string; operationType?: string }
}

/** Bambora as far as batches go: it takes a form in, and reports in XML's questions and JSON's answers. */
export interface BamboraBank {
  readonly answer: (came: Came) => Answer
  readonly batches: readonly { readonly id: number; readonly date: string; readonly csv: string }[]
  /** How many of the next uploads it is busy for. */
  busy: number
  readonly reject: (reference: string, messageId: string) => void
  /** Its reports say of that row neither paid out nor collected. */
  readonly garble: (reference: string) => void
}

/** The parts of a form as they stand in it. */
function partsOf({ headers, body }: Came): Map<string, string> {
  const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const parts = body.split(`--${boundary}`).slice(1, -1)
  return new Map(
    parts.map((part) => {
      const [head = '', ...rest] = part.split('\r\n\r\n')
      const name = /name="([a-z]+)"/.exec(head)?.[1] ?? ''
      return [name, rest.join('\r\n\r\n').replace(/\r\n$/, '')]
    }),
  )
}

export function openBamboraBank(merchant = MERCHANT): BamboraBank {
  const batches: { id: number; date: string; csv: string }[] = []
  const rows: Row[] = []
  const bank: BamboraBank = {
    busy: 0,
    batches,
    reject: (reference, messageId) => {
      const row = rows.find(({ cells }) => cells[6] === reference)
      if (row) row.state = { statusId: 2, messageId, returnType: 'RET' }
    },
    garble: (reference) => {
      const row = rows.find(({ cells }) => cells[6] === reference)
      if (row) row.state = { ...row.state, operationType: '?' }
    },
    answer: (came) =>
      came.path === '/v1/batchpayments'
        ? upload(came)
        : came.path === '/scripts/reporting/report.aspx'
          ? report(came.body)
          : json(404, {}),
  }

  const upload = (came: Came): Answer => {
    const key = Buffer.from(`${merchant}:${CODES.access}`).toString('base64')
    if (came.headers.authorization !== `Passcode ${key}`)
      return json(401, { code: 4, category: 3, message: 'Authentication failed', reference: null })
    if (came.headers['filetype'] !== 'STD') return json(400, { code: 14, message: 'File type' })
    const parts = partsOf(came)
    const [criteria, csv] = [parts.get('criteria') ?? '', parts.get('file') ?? '']
    if (!/^\{"process_date":"\d{8}"/.test(criteria)) return json(400, { code: 7, message: 'Date' })
    if (!csv.endsWith('\r\n')) return json(400, { code: 17, message: 'No file' })
    if (bank.busy > 0) {
      bank.busy -= 1
      return json(400, { code: 8, category: 3, message: 'Busy importing', reference: null })
    }
    const id = 10_000_001 + batches.length
    const { process_date } = JSON.parse(criteria) as { process_date: string }
    batches.push({ id, date: process_date, csv })
    for (const line of csv.trimEnd().split('\r\n'))
      rows.push({
        ...{ transId: rows.length + 1, batchId: id, cells: line.split(',') },
        state: { statusId: 1, messageId: '', returnType: '' },
      })
    return json(200, { code: 1, message: 'File successfully received', batch_id: id, process_date })
  }

  const report = (xml: string): Answer => {
    const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
    const head = { version: '1.0', message: 'Report generated' }
    if (field('merchantId') !== merchant || field('passCode') !== CODES.second)
      return json(200, { response: { ...head, code: 7, message: 'Authentication failed' } })
    const letter = field('serviceName') === 'BatchPaymentsEFT' ? 'E' : 'A'
    const batchId = field('rptFilterValue1')
    const found = rows.filter(
      (row) => row.cells[0] === letter && (batchId === '' || String(row.batchId) === batchId),
    )
    const page = found.slice(Number(field('rptStartRow')) - 1, Number(field('rptEndRow')))
    const record = page.map(({ transId, batchId: batch, cells, state }, index) => ({
      ...{ rowId: index + 1, merchantId: Number(merchant), batchId: batch, transId, itemNumber: 1 },
      ...{ payeeName: cells[7], reference: cells[6], operationType: 'C', amount: Number(cells[5]) },
      ...{ stateId: 4, stateName: state.statusId === 1 ? 'Complete' : 'Rejected', ...state },
      ...{ statusName: '', bankDescriptor: '', customerCode: '', eftId: transId },
      ...{ settlementDate: '2026-11-23', returnedDate: state.returnType ? '2026-11-25' : '' },
    }))
    return json(200, { response: { ...head, code: 1, records: { total: found.length }, record } })
  }
  return bank
}

function json(status: number, content: object): Answer {
  return { status, body: JSON.stringify(content) }
}
