import { Prisma } from './generated/client.ts';

/** By the vendor's code, never by its message: Prisma's for its own queries, SQLSTATE for raw ones. */
export function isUniqueViolation(error: unknown): boolean {
  return prismaCode(error) === 'P2002' || sqlState(error) === '23505';
}

const prismaCode = (error: unknown): string | null => (error instanceof Prisma.PrismaClientKnownRequestError ? error.code : null);

function sqlState(error: unknown): string | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return null;
  // Where the driver keeps the database's own code.
  const cause = (error.meta as { driverAdapterError?: { cause?: { originalCode?: unknown } } } | undefined)?.driverAdapterError?.cause;
  const code = cause?.originalCode ?? (error.meta as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : null;
}
