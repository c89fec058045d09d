/**
 * The page that VS Code would make, under as strict a policy.
 * @param {{ title: string, script: string, nonce: string, theme?: string }} page
 * @returns {string}
 */
export function page({ title, script, nonce, theme = "dark" }) {
	return `<!doctype html>
<html lang="en" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">
<title>${title}</title>
<link rel="stylesheet" href="/main.css">
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="/${script}"></script>
</body>
</html>
`;
}

/**
 * Scripts only with this page's nonce, styles only from this server, workers only from the panel's own blob.
 * @param {string} nonce
 */
export function policy(nonce) {
	return `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; worker-src blob:; connect-src 'self'; font-src 'self'`;
}
