/** A void is looked up by the number of its receipt, among a year of papers. */
export const RECEIPT_INDEX = `
CREATE INDEX paper_receipt ON paper (receipt_number) WHERE receipt_number IS NOT NULL;
`
