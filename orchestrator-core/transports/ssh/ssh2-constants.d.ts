/** The library's own lists of algorithms, which its types leave out. */
declare module 'ssh2/lib/protocol/constants.js' {
  const constants: Readonly<
    Record<
      | 'DEFAULT_KEX'
      | 'SUPPORTED_KEX'
      | 'DEFAULT_SERVER_HOST_KEY'
      | 'SUPPORTED_SERVER_HOST_KEY'
      | 'DEFAULT_CIPHER'
      | 'SUPPORTED_CIPHER'
      | 'DEFAULT_MAC'
      | 'SUPPORTED_MAC',
      readonly string[]
    >
  >;
  // The library's form, not ours.
  // biome-ignore lint/style/noDefaultExport: a CommonJS module has no other
  export default constants;
}
