-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "mergeMethod" TEXT NOT NULL DEFAULT 'squash';
