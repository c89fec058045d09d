export { type JournalDisk, type JournalFile, localDisk } from "./journal-disk.ts";
export { JournalTail, readJournal } from "./journal-reader.ts";
export { type JournalOptions, JournalWriter, type OpenedJournal } from "./journal-writer.ts";
export { decodeRecord, encodeRecords, type JournalRecord, type SyncMark } from "./record.ts";
export { type Scan, scanJournal } from "./scan.ts";
