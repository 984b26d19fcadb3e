-- AlterTable
ALTER TABLE "workers" ADD COLUMN     "engineAnswers" BOOLEAN NOT NULL DEFAULT true;
