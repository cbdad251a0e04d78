import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

/** A real mail server that keeps what it is given. */
export interface MailBox {
  readonly port: number
  readonly mails: readonly Email[]
  readonly close: () => Promise<void>
}

/** Addresses in `unknown` are refused, as those of people who left. */
export async function openMailBox(unknown: readonly string[] = []): Promise<MailBox> {
  const mails: Email[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _, next) =>
      next(unknown.includes(address) ? new Error('nobody has this address') : null),
    onData: (stream, _, next) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        mails.push(await PostalMime.parse(Buffer.concat(chunks)))
        next()
      })
    },
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  const { port } = smtp.server.address() as { port: number }
  return { port, mails, close: () => new Promise((resolve) => smtp.close(() => resolve())) }
}

/** The settings of a server that hands its mails to it. */
export function senderOf(port: number): string[] {
  return [
    ...['--smtp-url', `smtp://127.0.0.1:${port}`, '--mail-from', 'Cards <cards@network.example>'],
  ]
}
