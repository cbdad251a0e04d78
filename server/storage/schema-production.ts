/** The tables of printed cards that are made and of where they are. */
export interface ProductionSchema {
  printer: {
    id: string
    network_id: string
    name: string
    recipient: string
    with_lrc: 0 | 1
    created_at_ms: number
    retired_at_ms: number | null
  }
  batch: {
    id: string
    number: number
    network_id: string
    program_id: string
    printer_id: string
    name: string
    prefix: string
    with_pin: 0 | 1
    printed_expiry: string | null
    count: number
    state: 'planned' | 'ready' | 'received' | 'spoiled'
    exports: number
    last_export_at_ms: number | null
    created_at_ms: number
    ready_at_ms: number | null
    ended_at_ms: number | null
    drawn_again: number
    filler: string | null
    lease_until_ms: number
    is_moved: 0 | 1
  }
  batch_piece: {
    id: number
    batch_number: number
    first_serial: number
    item_count: number
    sealed: Uint8Array | null
    is_filled: 0 | 1
  }
  batch_item: { id: number; uid: string; pin_hash: string | null; is_quick: 0 | 1 }
  stock_allocation: {
    id: string
    batch_number: number
    first_serial: number
    last_serial: number
    location_id: string
    state: 'allocated' | 'shipped' | 'received' | 'withdrawn'
    allocated_at_ms: number
    shipped_at_ms: number | null
    received_at_ms: number | null
    ended_at_ms: number | null
  }
  stock_missing: {
    allocation_id: string
    first_serial: number
    last_serial: number
    reported_at_ms: number
  }
}
