export { openTestDatabase } from '@automna/core';
