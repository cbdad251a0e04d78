import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
} from '@tabler/icons-react'
import { assertNever } from '../../contract/parse.ts'
import type { Health } from '../../contract/screen/state.ts'

/** The icon of a health status; its shape differs too, so that it does not need the colour. */
export function HealthMark(props: { readonly status: Health['status']; readonly size?: number }) {
  const { status, size = 18 } = props
  switch (status) {
    case 'ok':
      return <IconCircleCheckFilled size={size} className="mark mark-ok" aria-hidden />
    case 'working':
      return <IconCircleDashed size={size} className="mark mark-working" aria-hidden />
    case 'attention':
      return <IconAlertTriangleFilled size={size} className="mark mark-attention" aria-hidden />
    case 'off':
      return <IconCircleMinus size={size} className="mark mark-off" aria-hidden />
    default:
      return assertNever(status)
  }
}
