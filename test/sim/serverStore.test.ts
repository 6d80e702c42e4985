import { storeContract } from '../server/storeContract.ts';
import { serverStore } from './serverStore.ts';

storeContract('the server store of the simulation', async () => serverStore());
