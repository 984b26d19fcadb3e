-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "suggestedById" TEXT,
ADD COLUMN     "suggestions" JSONB;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_suggestedById_fkey" FOREIGN KEY ("suggestedById") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
