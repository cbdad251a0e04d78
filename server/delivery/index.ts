import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import type { SmtpSettings } from '../config.ts'
import { type ActivationMail, activationMail, type MailContent } from './activation-mail.ts'
import { SMTP_CONNECT_TIMEOUT_MS, SMTP_SILENCE_TIMEOUT_MS } from './limits.ts'

/** Hands mails over to a mail server. */
export interface Delivery {
  /** True when the mail server took it. False is logged with its reason and leaves no trace elsewhere. */
  readonly sendActivation: (to: string, mail: ActivationMail) => Promise<boolean>
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
      await transport.sendMail({ to: { name: '', address: to }, ...content })
      return true
    } catch (error) {
      log.error({ err: error }, 'the mail server did not take a mail')
      return false
    }
  }

  return {
    sendActivation: (to, mail) => send(to, activationMail(mail)),
    close: () => transport.close(),
  }
}
