import { brokerContract } from '../../testing/broker-contract.ts';
import { socketBroker } from './socket-broker.ts';

brokerContract('socket', (dir) => socketBroker({ dir }));
