/** The page around its style and its script, which fills it. */

export interface PageParts {
  readonly style: string;
  readonly script: string;
}

export function pageHtml({ style, script }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Huadan 话单</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header class="top" id="top"></header>
<main id="main" tabindex="-1"></main>
<p class="hidden" id="announcer" role="status"></p>
<noscript>This page needs JavaScript. 此页面需要启用 JavaScript。</noscript>
<script type="module">${script}</script>
</body>
</html>
`;
}
