/** A mail as it is handed over. */
export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly attachments?: readonly MailAttachment[]
}

export interface MailAttachment {
  readonly filename: string
  readonly content: Buffer
  readonly contentType: string
}

/** One language of a letter. */
export interface LetterPart {
  readonly language: 'en' | 'fr'
  readonly title: string
  readonly paragraphs: readonly string[]
}

/** A letter in all its languages, since we do not know who reads it: plain text, and the same as a page. */
export function letter(subject: string, parts: readonly LetterPart[]): MailContent {
  return {
    subject,
    text: parts
      .map(({ title, paragraphs }) => [title, ...paragraphs].join('\n\n'))
      .join('\n\n---\n\n'),
    html: htmlPage(parts.map(htmlPart).join(DIVIDER)),
  }
}

function htmlPart({ language, title, paragraphs }: LetterPart): string {
  const body = paragraphs.map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`)
  return `<div lang="${language}">
<h1 style="margin:0 0 12px;font-size:20px;line-height:28px">${escapeHtml(title)}</h1>
${body.join('\n')}
</div>`
}

export const DIVIDER = '<hr style="border:0;border-top:1px solid #d9e0e4;margin:28px 0">'

export function htmlPage(body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;background:#eef2f4">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:12px"><tr><td style="padding:28px;font:16px/24px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#1f2933">
${body}
</td></tr></table>
</td></tr></table>
</body></html>
`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark)
}
