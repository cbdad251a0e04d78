import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** One colour, one meaning: blue = choose. */
const choose: MantineColorsTuple = [
  '#e7eef9',
  '#cfdcf2',
  '#a3bbe3',
  '#7397d3',
  '#4c79c6',
  '#2f63bc',
  '#1d4f91',
  '#184680',
  '#123a6e',
  '#0b2a52',
]
/** Green = money moved as meant. */
const moved: MantineColorsTuple = [
  '#e3f3eb',
  '#c8e6d6',
  '#95cfb2',
  '#5fb78b',
  '#34a26b',
  '#178f56',
  '#0d7a52',
  '#0a6a46',
  '#075a3b',
  '#04432c',
]
/** Amber = a person must know. */
const know: MantineColorsTuple = [
  '#fff0dc',
  '#ffe2bd',
  '#fbc583',
  '#f5a748',
  '#ea8d1b',
  '#cf7608',
  '#a65c00',
  '#8d4e00',
  '#734000',
  '#552f00',
]
/** Red = refused. */
const refused: MantineColorsTuple = [
  '#fde9e9',
  '#f9d0d0',
  '#f0a3a3',
  '#e57474',
  '#d94c4c',
  '#c63030',
  '#a91e1e',
  '#931818',
  '#7b1212',
  '#5a0c0c',
]

/** The one theme of both front ends: the station and the admin look like one product. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '700' },
  primaryColor: 'choose',
  primaryShade: 6,
  colors: { choose, moved, know, refused },
  black: '#14202e',
  defaultRadius: 'md',
  cursorType: 'pointer',
  components: {
    // Typing in a list and Enter takes what was found.
    Select: { defaultProps: { selectFirstOptionOnChange: true } },
  },
})
