/** The pages of webviews: of each one script and one style sheet, which are loaded when it is first opened. */
import { basename } from 'node:path';
import { type BuildOptions, build as bundle, type Metafile } from 'esbuild';

/** Each page with the directory that has its `main.ts` and `style.css`; `dist/` gets a script and a style of its name. */
const pages: Readonly<Record<string, string>> = {
  preview: 'client/preview/webview',
  query: 'client/query/webview',
  node: 'client/nodes/webview',
};

const options: BuildOptions = {
  entryPoints: Object.entries(pages).flatMap(([out, directory]) => [
    { in: `${directory}/main.ts`, out },
    { in: `${directory}/style.css`, out },
  ]),
  outdir: 'dist',
  write: false,
  bundle: true,
  format: 'iife',
  minify: true,
  metafile: true,
  platform: 'browser',
  target: 'es2023',
  logLevel: 'warning',
};

/** @throws when esbuild finds an error; it has printed it by then. */
export async function bundleWebview(
  root: string,
): Promise<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly metafile: Metafile }> {
  const { outputFiles = [], metafile } = await bundle({
    ...options,
    absWorkingDir: root,
    metafile: true,
    write: false,
  });
  return { files: new Map(outputFiles.map((file) => [basename(file.path), file.contents])), metafile };
}
