import { z } from 'zod'
import { parseJson } from '../../../src/contract/parse.ts'
import type { ServerContext } from '../../context.ts'
import type { DeliveryFile } from '../bringing.ts'
import { type Destination, openSecrets } from '../destinations.ts'
import { PAGES_MAX, REPORT_ROWS } from '../limits.ts'
import { ask } from './asking.ts'

/** The two kinds of batches: Canadian and American accounts. */
export type Service = 'BatchPaymentsEFT' | 'BatchPaymentsACH'

export type UploadAnswer =
  | { readonly is: 'received'; readonly batchId: string }
  | { readonly is: 'busy' | 'credentials' | 'not-sent' | 'unknown' }
  | { readonly is: 'refused'; readonly code: string }

/** Which rows of reports are asked for. */
export interface ReportFilter {
  readonly service: Service
  /** Local times of the report, whole days: `2026-11-20`. */
  readonly from: string
  readonly to: string
  readonly batchId: string | null
}

/** A page of a report, as it came. */
export interface ReportPage {
  readonly bytes: Uint8Array
  readonly rows: readonly ReportRow[]
}

const reportRowSchema = z.object({
  batchId: z.union([z.string(), z.number()]).transform(String),
  reference: z
    .union([z.string(), z.number()])
    .nullish()
    .transform((value) => String(value ?? '')),
})
type ReportRow = z.output<typeof reportRowSchema>

const reportSchema = z.object({
  response: z.object({
    code: z.union([z.string(), z.number()]).transform(Number),
    record: z.array(reportRowSchema).max(REPORT_ROWS).nullish(),
  }),
})

const uploadSchema = z.object({
  code: z.union([z.string(), z.number()]).transform(Number),
  batch_id: z.union([z.string(), z.number()]).transform(String).nullish(),
})

/** The calls of Bambora that paying by batches takes. */
export interface BamboraApi {
  readonly upload: (file: DeliveryFile, processDate: string) => Promise<UploadAnswer>
  /** All pages; undefined without a whole answer. */
  readonly report: (filter: ReportFilter) => Promise<readonly ReportPage[] | undefined>
  /** Whether the pass code of reports opens. */
  readonly test: (today: string) => Promise<'ok' | 'credentials' | 'unreachable' | 'not-understood'>
}

export function bamboraApi(context: ServerContext, destination: Destination): BamboraApi {
  const { settings } = destination
  if (settings.kind !== 'bambora') throw new Error('this destination is not Bambora')
  const { access, second } = openSecrets(context, destination)
  const base = context.bankOrigin?.('bambora') ?? 'https://api.na.bambora.com'
  const { merchantId } = settings
  const reportPage = (filter: ReportFilter, page: number) =>
    ask(context.log, {
      url: `${base}/scripts/reporting/report.aspx`,
      method: 'POST',
      headers: { 'content-type': 'application/xml', accept: 'application/json' },
      body: reportXml({ merchantId, passCode: second }, filter, page),
    })
  return {
    upload: async (file, processDate) => {
      const boundary = `countermark-${Buffer.from(context.randomBytes(16)).toString('hex')}`
      const passcode = Buffer.from(`${merchantId}:${access}`).toString('base64')
      const asked = await ask(context.log, {
        url: `${base}/v1/batchpayments`,
        method: 'POST',
        headers: {
          authorization: `Passcode ${passcode}`,
          filetype: 'STD',
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        body: multipart(boundary, file, processDate),
      })
      if (asked.is !== 'answered') return asked
      return uploadAnswerOf(asked.status, asked.text)
    },
    report: async (filter) => {
      const pages: ReportPage[] = []
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const asked = await reportPage(filter, page)
        if (asked.is !== 'answered' || asked.status !== 200) return undefined
        const read = parseJson(reportSchema, asked.text)
        if (!read.ok || read.value.response.code !== 1) return undefined
        const rows = read.value.response.record ?? []
        pages.push({ bytes: Buffer.from(asked.text, 'utf8'), rows })
        if (rows.length < REPORT_ROWS) return pages
      }
      return undefined
    },
    test: async (today) => {
      const filter = { service: 'BatchPaymentsEFT', from: today, to: today, batchId: null } as const
      const asked = await reportPage(filter, 0)
      if (asked.is !== 'answered') return 'unreachable'
      const read = parseJson(reportSchema, asked.text)
      if (!read.ok) return 'not-understood'
      const { code } = read.value.response
      if (code === 7 || code === 8) return 'credentials'
      return code === 1 ? 'ok' : 'not-understood'
    },
  }
}

/** Codes of its own stand in the body, whatever the status is. */
function uploadAnswerOf(status: number, text: string): UploadAnswer {
  if (status === 401 || status === 403) return { is: 'credentials' }
  const read = parseJson(uploadSchema, text)
  if (!read.ok) return { is: 'unknown' }
  const { code, batch_id } = read.value
  if (code === 1) return batch_id ? { is: 'received', batchId: batch_id } : { is: 'unknown' }
  if (code === 8) return { is: 'busy' }
  if (code === 4 || code === 5) return { is: 'credentials' }
  // An unexpected fault on their side says nothing of what was done.
  return code === 10 ? { is: 'unknown' } : { is: 'refused', code: String(code) }
}

/** The form as it is documented: criteria as JSON without a file name, then the file. */
function multipart(
  boundary: string,
  file: DeliveryFile,
  processDate: string,
): Uint8Array<ArrayBuffer> {
  const criteria = { process_date: processDate.replaceAll('-', ''), process_now: 0 }
  const head = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="criteria"',
    'Content-Type: application/json',
    '',
    JSON.stringify(criteria),
    `--${boundary}`,
    `Content-Disposition: form-data; name="file"; filename="${file.fileName}"`,
    'Content-Type: text/plain',
    '',
    '',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
}

function reportXml(
  { merchantId, passCode }: { readonly merchantId: string; readonly passCode: string },
  { service, from, to, batchId }: ReportFilter,
  page: number,
): string {
  const fields: readonly (readonly [string, string])[] = [
    ['rptVersion', '2.0'],
    ['serviceName', service],
    ['merchantId', merchantId],
    ['passCode', passCode],
    ['sessionSource', 'external'],
    ['rptFormat', 'JSON'],
    ['rptFromDateTime', `${from} 00:00:00`],
    ['rptToDateTime', `${to} 23:59:59`],
    ['rptStartRow', String(page * REPORT_ROWS + 1)],
    ['rptEndRow', String((page + 1) * REPORT_ROWS)],
    ...(batchId === null
      ? []
      : ([
          ['rptFilterBy1', 'batch_id'],
          ['rptOperationType1', 'EQ'],
          ['rptFilterValue1', batchId],
        ] as const)),
  ]
  const inner = fields.map(([name, value]) => `<${name}>${escaped(value)}</${name}>`).join('')
  return `<?xml version="1.0" encoding="utf-8"?><request>${inner}</request>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
