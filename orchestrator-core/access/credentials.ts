/** A certificate with its key, as PEM and as files in Puppet's ssldir layout. */
export interface Credentials {
  readonly certname: string;
  readonly certificate: string;
  /** Secret: never to a log, nor beyond the process that needs it. */
  readonly key: string;
  /** The certificate of the CA that signed it. */
  readonly ca: string;
  /** The same, on disk: what an agent's `--ssl-cert`, `--ssl-key` and `--ssl-ca-cert` take. Absolute. */
  readonly files: { readonly certificate: string; readonly key: string; readonly ca: string };
}

/** A certificate authority of our own. */
export interface Authority {
  /** The CA's certificate, PEM. */
  readonly certificate: string;
  /**
   * The certificate of this certname: the one on disk where it is still good (signed by this CA, for these names, not
   * near its end), else a new one.
   * @param altNames DNS names and IP addresses at which it is a server, besides its certname.
   * @throws OrchestratorError `baton/invalid-certname` when the name is not `^[a-z0-9._-]+$`.
   */
  issue(certname: string, altNames?: readonly string[]): Promise<Credentials>;
}
