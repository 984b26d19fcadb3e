-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "cause" TEXT;
