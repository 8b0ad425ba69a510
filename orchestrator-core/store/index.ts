export { type AgentRecord, type AgentRecords, type AgentRecordsOptions, openAgentRecords } from './agent-records.ts';
export { type ContentStore, openContentStore, type StoredContent } from './content.ts';
export { type JournalOptions, openJournal } from './journal.ts';
export { type NodeStoreOptions, openNodeStore } from './nodes/node-store.ts';
export { parsePuppetDb, sortedText } from './nodes/puppetdb-json.ts';
export { defaultRetention, type Retention } from './nodes/write.ts';
