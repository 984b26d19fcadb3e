import { createShop } from './server.js';

const port = Number(process.env.PORT ?? 8080);
const shop = createShop({ logError: (error) => console.error(error) });

shop.listen(port, () => console.log(`The shop listens on port ${port}.`));
process.on('SIGTERM', () => shop.close());
