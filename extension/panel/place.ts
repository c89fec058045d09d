import { Uri } from "vscode";

/** The address of a project-relative file, from that of a document whose project-relative path is known. */
export function placeIn(document: Uri, documentFile: string, file: string): Uri {
	if (file === documentFile) return document;
	const up = documentFile.split("/").map(() => "..");
	return Uri.joinPath(document, ...up, file);
}
