import { z } from 'zod';

// Zod probes `new Function`, which the page's CSP forbids (SEC7); jitless keeps it from trying.
z.config({ jitless: true });

export { z };
