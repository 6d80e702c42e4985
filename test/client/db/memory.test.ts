import { memoryStore } from '#client/db/memory.ts';
import { storeContract } from './storeContract.ts';

storeContract('the store in memory', memoryStore);
