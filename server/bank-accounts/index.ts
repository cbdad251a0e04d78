export { type MaskedDetails, maskedDetails } from './details.ts'
export {
  type PayableAccount,
  payableAccountOf,
  type TestTransfer,
  testSent,
  testsToSend,
} from './payable.ts'
