/** The rooms of setting up, one at a time in the panel. */
export type Room =
  | { readonly kind: 'sources' }
  | { readonly kind: 'source'; readonly sourceId: string | undefined }
  | { readonly kind: 'lesson' }
  | { readonly kind: 'papers'; readonly sourceId: string; readonly name: string }
  | { readonly kind: 'profiles' }

/** Goes to another room. */
export type Enter = (room: Room) => void
