/** The address of a file that Vite puts beside the page. */
declare module '*.wasm?url' {
  const address: string
  // biome-ignore lint/style/noDefaultExport: Vite gives addresses as default exports.
  export default address
}
