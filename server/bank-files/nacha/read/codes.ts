/** What a code of a return or a change means, and what to do about it. */
export interface CodeText {
  readonly meaning: string
  readonly action: string
}

const BLOCK = 'The amount is payable again. Ask the location for its account; pay none until then.'
const HOLD = 'The amount is payable again. Hold payouts and speak with the location.'
const OURS = 'The amount is payable again. The file was wrong: have it looked at before the next.'
const RECALL = 'The amount is payable again. Close the recall.'
const COLLECT = 'The amount is owed again. Collect it another way or later.'
const MANDATE = 'The amount is owed again. Do not collect from this account without a new mandate.'
const PERSON = 'A person has to look at it with the bank.'
const ENROLMENT = 'No payment is touched: it answers an enrolment.'
const APPLY = 'The payment went through. Approve the corrected details before the next one.'

/** `code: meaning` a line, under what to do about them. */
const RETURNS: ReadonlyArray<readonly [action: string, codes: string]> = [
  [
    BLOCK,
    `R02: account closed
R03: no account, or unable to locate it
R04: invalid account number
R12: branch sold to another bank
R13: bank not qualified to take part, or bad routing number
R20: account that takes no payments
R34: bank of limited participation`,
  ],
  [
    HOLD,
    `R14: representative payee deceased or unable to continue
R15: beneficiary or account holder deceased
R16: account frozen, or entry returned by order of OFAC
R17: fields the bank cannot process, or suspected fraud
R23: credit refused by the receiver
R24: duplicate entry
R32: the receiving bank cannot settle
R33: lost check returned`,
  ],
  [
    OURS,
    `R18: improper effective date
R19: amount field error
R21: invalid company identification
R22: invalid individual identification
R25: addenda error
R26: mandatory field error
R27: trace number error
R28: check digit of the routing number wrong
R30: bank does not take truncated checks
R35: improper debit entry
R36: improper credit entry`,
  ],
  [
    RECALL,
    'R06: returned at our own bank’s request\nR31: permissible return, as agreed with our bank',
  ],
  [
    COLLECT,
    `R01: insufficient funds
R08: payment stopped
R09: uncollected funds`,
  ],
  [
    MANDATE,
    `R05: improper debit to a consumer account
R07: authorization revoked
R10: originator unknown or not authorized
R11: not in accordance with the authorization
R29: corporate customer says not authorized
R37: source document presented for payment
R38: stop payment on the source document
R39: improper source document
R51: item of a check presented again is ineligible
R52: stop payment on the check presented again
R53: item and entry both presented for payment`,
  ],
  [
    ENROLMENT,
    `R40: enrolment returned by a federal agency
R41: enrolment with an invalid transaction code
R42: enrolment with a wrong routing number or check digit
R43: enrolment with an invalid account number
R44: enrolment with an invalid identification
R45: enrolment with an invalid name
R46: enrolment with an invalid representative payee indicator
R47: duplicate enrolment`,
  ],
  [
    PERSON,
    `R50: state law affects the acceptance of checks presented again
R61: misrouted return
R62: return of an erroneous or reversing debit
R67: duplicate return
R68: untimely return
R69: field errors in a return
R70: permissible return not accepted, or not requested
R71: misrouted dishonoured return
R72: untimely dishonoured return
R73: timely original return
R74: corrected return
R75: return was no duplicate
R76: no errors found
R77: return was not accepted by the originating bank
R80: coding error of an international entry
R81: bank does not take part in international entries
R82: invalid identification of a foreign bank
R83: foreign bank is unable to settle
R84: entry not processed by the gateway
R85: outbound international payment coded as domestic
R90: entry cannot be processed`,
  ],
]

const CHANGES: ReadonlyArray<readonly [action: string, codes: string]> = [
  [
    APPLY,
    `C01: incorrect account number
C02: incorrect routing number
C03: incorrect routing number and account number
C04: incorrect name of the receiver
C05: incorrect transaction code
C06: incorrect account number and transaction code
C07: incorrect routing number, account number and transaction code`,
  ],
  [
    PERSON,
    `C08: incorrect identification of a foreign bank
C09: incorrect individual identification
C10: incorrect company name
C11: incorrect company identification
C12: incorrect company name and identification
C13: addenda format error
C14: entry should have been international
C61: misrouted notice of change
C62: incorrect trace number in a notice of change
C63: incorrect company identification in a notice of change
C64: incorrect individual identification in a notice of change
C65: incorrectly formatted corrected data
C66: incorrect discretionary data
C67: routing number not from the original entry
C68: account number not from the original entry
C69: incorrect transaction code in a notice of change`,
  ],
]

const RETURN_TEXTS = tableOf(RETURNS)
const CHANGE_TEXTS = tableOf(CHANGES)

function tableOf(groups: typeof RETURNS): ReadonlyMap<string, CodeText> {
  return new Map(
    groups.flatMap(([action, codes]) =>
      codes.split('\n').map((line): [string, CodeText] => {
        const [code = '', meaning = ''] = line.split(': ')
        return [code, { meaning, action }]
      }),
    ),
  )
}

/** True for R01 to R85 as far as they were ever given out. */
export function isKnownReturn(code: string): boolean {
  return RETURN_TEXTS.has(code)
}

/** True for C01 to C14 and the refusals C61 to C69. */
export function isKnownChange(code: string): boolean {
  return CHANGE_TEXTS.has(code)
}

/** Words for any code; for one that is not known, that a person has to look at it. */
export function codeText(code: string): string {
  const found = RETURN_TEXTS.get(code) ?? CHANGE_TEXTS.get(code)
  if (found === undefined) return `Unknown code ${code.trim()}. ${PERSON}`
  const { meaning, action } = found
  return `${meaning[0]?.toUpperCase()}${meaning.slice(1)}. ${action}`
}
