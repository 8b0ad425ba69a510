/** Addresses and the nonce that a page is made with. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** What VS Code lets a page load its own files from. */
  readonly source: string;
  /** Random, and used for one page only. */
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
}

/** A webview's page: its own script and style and nothing else, from nowhere else. */
export function pageHtml({ script, style, source, nonce, language, title }: PageParts): string {
  const policy = [`default-src 'none'`, `style-src ${source}`, `script-src 'nonce-${nonce}'`].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(style)}">
</head>
<body>
<script nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
