/** The server's folder: as the server itself is told it, where the command line says nothing. For `parseArgs`. */
export const DATA_OPTION = {
  type: 'string',
  default: process.env['COUNTERMARK_DATA'] ?? './data',
} as const
