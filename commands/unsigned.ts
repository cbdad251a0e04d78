import type { VerifyOptions } from '../server/storage/index.ts'

/** What a proof without a key says of the signatures that it could not look at; nothing with one. */
export function unsignedLines(
  checkpoints: number,
  { publicKey }: Pick<VerifyOptions, 'publicKey'>,
): readonly string[] {
  if (publicKey !== undefined || checkpoints === 0) return []
  return [
    `signatures   of ${checkpoints} checkpoints were NOT looked at, for want of a key: name the server's ` +
      'with --key-file FILE, or its public half with --public-key FILE',
  ]
}
