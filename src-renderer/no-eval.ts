import { z } from 'zod';

/**
 * zod would compile its schemas with `Function`, which the content security policy refuses. A schema looks at this
 * when it is made, so this module comes before every other import.
 */
z.config({ jitless: true });
