/** The page of the plan preview: one script and one style sheet, which a webview loads when it is first opened. */
import { basename } from 'node:path';
import { type BuildOptions, build as bundle, type Metafile } from 'esbuild';

const options: BuildOptions = {
  entryPoints: [
    { in: 'client/preview/webview/main.ts', out: 'preview' },
    { in: 'client/preview/webview/style.css', out: 'preview' },
  ],
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
