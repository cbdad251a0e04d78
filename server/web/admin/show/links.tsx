import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes } from 'react'

type Native = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'style' | 'color'>

/** A link to a room, checked against the rooms that exist. */
export const RoomLink = createLink((props: AnchorProps & Native) => <Anchor {...props} />)

/** The same, looking like a button. */
export const RoomButton = createLink((props: ButtonProps & Native) => (
  <Button component="a" {...props} />
))
