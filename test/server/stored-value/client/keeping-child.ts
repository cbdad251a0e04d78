import { openFileStore } from '../../../../server/stored-value/client/index.ts'

/** Keeps one request after the other, and says each number once it is promised. */
const store = await openFileStore(process.argv[2] ?? '')
for (let number = 1; ; number += 1) {
  await store.keep({
    requestId: `request-${number}`,
    ...{ operation: 'fund', phase: 'sent', ifUnknown: 'retry', sealedBody: null },
  })
  process.stdout.write(`${number}\n`)
}
