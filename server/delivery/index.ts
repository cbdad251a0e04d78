import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import type { SmtpSettings } from '../config.ts'
import { type ActivationMail, activationMail } from './activation-mail.ts'
import { SMTP_CONNECT_TIMEOUT_MS, SMTP_SILENCE_TIMEOUT_MS } from './limits.ts'
import type { MailContent } from './mail-page.ts'

export { letter, type MailContent } from './mail-page.ts'

/** Hands mails over to a mail server. */
export interface Delivery {
  /** True when the mail server took it. False is logged with its reason and leaves no trace elsewhere. */
  readonly sendActivation: (to: string, mail: ActivationMail) => Promise<boolean>
  /** The same of any mail. */
  readonly send: (to: string, content: MailContent) => Promise<boolean>
  readonly close: () => void
}

/** The sender for these settings; null without a mail server: then links are shown, not sent. */
export function createDelivery(smtp: SmtpSettings | null, log: Logger): Delivery | null {
  if (smtp === null) return null
  const transport = createTransport(
    {
      url: smtp.url,
      connectionTimeout: SMTP_CONNECT_TIMEOUT_MS,
      greetingTimeout: SMTP_CONNECT_TIMEOUT_MS,
      socketTimeout: SMTP_SILENCE_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: smtp.from },
  )

  const send = async (to: string, content: MailContent): Promise<boolean> => {
    try {
      // As an address object, so that nothing in it can add a second receiver.
      const attachments = [...(content.attachments ?? [])]
      await transport.sendMail({ ...content, to: { name: '', address: to }, attachments })
      return true
    } catch (error) {
      log.error({ err: error }, 'the mail server did not take a mail')
      return false
    }
  }

  return {
    sendActivation: (to, mail) => send(to, activationMail(mail)),
    send,
    close: () => transport.close(),
  }
}
