import { luhnDigit } from '../../src/contract/card-number.ts'
import { ERRORS, REFUSALS } from '../../src/contract/refusals.ts'
import {
  MAGIC_ERRORS,
  MAGIC_REFUSALS,
  TIMEOUT_DONE_MINOR,
  TIMEOUT_NOT_DONE_MINOR,
} from './magic.ts'

/** How to try the API out, as the page of the documents: docs/api/testing.md is this text. */
export function testingDocument(): string {
  const refusals = Object.entries(MAGIC_REFUSALS).map(
    ([digits, code]) => `| \`${digits}\` | \`${code}\` | ${REFUSALS[code].http} |`,
  )
  const errors = Object.entries(MAGIC_ERRORS).map(
    ([digits, code]) => `| \`${digits}\` | \`${code}\` | ${ERRORS[code].http} |`,
  )
  const example = '997001000000000027'
  return `# Testing

A network for tests is made as one and stays one; a network with programs never becomes one. Its keys
begin with \`cm_test_\`, those of all others with \`cm_live_\`, and only for the former is there any magic:
the same numbers and amounts mean nothing in a live network.

\`\`\`sh
npm run countermark -- test-network --data ./data --email you@example.com
\`\`\`

makes one beside what the server has (which must not run meanwhile, unless it keeps its data in
PostgreSQL), with a location, a program, a key and an operator, and prints the
key, the first digits of its cards and the operator's password once. Everything else there is as it is
in a live network: cards are sold, redeemed and undone, in books of their own.

## Numbers

19 digits: the six first digits of the program, ten zeros, the two digits below, the check digit. Whatever
names such a number, with any PIN or none, is answered so, and nothing is recorded. There is no such card: what a
real refusal tells beside its code (\`balanceMinor\` of \`INSUFFICIENT_FUNDS\`, say) is not there. For that, sell a card
and ask for more than it has.

| Digits | Answer | HTTP |
|---|---|---|
${refusals.join('\n')}
${errors.join('\n')}

With the first digits \`997001\` the number for \`INSUFFICIENT_FUNDS\` is \`${example}${luhnDigit(example)}\`.

## Amounts

Of any card of the network, at every operation that names an amount:

| Minor units | Answer | What is true |
|---|---|---|
| \`${TIMEOUT_NOT_DONE_MINOR}\` | \`TIMEOUT_UNKNOWN\` | nothing was done; the same request sent again is done |
| \`${TIMEOUT_DONE_MINOR}\` | \`TIMEOUT_UNKNOWN\` | it was done; the same request sent again has the stored answer |
`
}
