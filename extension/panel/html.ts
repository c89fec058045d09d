/** What the page of the panel is made of. */
export interface PanelPage {
	readonly script: string;
	readonly style: string;
	/** The source that VS Code serves the extension's files from. */
	readonly cspSource: string;
	/** Unguessable, new for each page. */
	readonly nonce: string;
}

/**
 * The page of the graph. Nothing runs but the one script, nothing is fetched at all, and no style is written into the
 * page: nodes are placed through the CSSOM, which the policy does not govern.
 */
export function panelHtml({ script, style, cspSource, nonce }: PanelPage): string {
	const policy = [
		"default-src 'none'",
		`script-src 'nonce-${nonce}'`,
		`style-src ${cspSource}`,
		`font-src ${cspSource}`,
		`img-src ${cspSource} data:`,
		"worker-src blob:",
		"form-action 'none'",
		"base-uri 'none'",
	].join("; ");
	return `<!doctype html>
<html lang="en">
<head>
	<meta charset="utf-8">
	<meta http-equiv="Content-Security-Policy" content="${policy}">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<link rel="stylesheet" href="${style}">
	<title>Dag graph</title>
</head>
<body>
	<div id="root"></div>
	<script nonce="${nonce}" type="module" src="${script}"></script>
</body>
</html>
`;
}
