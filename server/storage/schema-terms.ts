/** The table of what networks and locations have agreed. */
export interface TermsSchema {
  terms_version: {
    network_id: string
    scope: string
    version: number
    valid_from_ms: number
    content: string
    changed_by: string
    reason: string
    recorded_at_ms: number
  }
}
