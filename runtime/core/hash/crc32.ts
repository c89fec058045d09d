const table = new Int32Array(256).map((_, byte) => {
	let value = byte;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
	return value;
});

/** The CRC-32 (ISO-HDLC, as in zip and PNG) of text (as UTF-8) or bytes, as an unsigned 32-bit number. */
export function crc32(data: string | Uint8Array): number {
	const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
	let crc = -1;
	for (let index = 0; index < bytes.length; index++) {
		crc = (table[(crc ^ (bytes[index] as number)) & 0xff] as number) ^ (crc >>> 8);
	}
	return (crc ^ -1) >>> 0;
}
