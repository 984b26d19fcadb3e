-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "revertsRunId" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "tasks_revertsRunId_key" ON "tasks"("revertsRunId");

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_revertsRunId_fkey" FOREIGN KEY ("revertsRunId") REFERENCES "runs"("id") ON DELETE SET NULL ON UPDATE CASCADE;
