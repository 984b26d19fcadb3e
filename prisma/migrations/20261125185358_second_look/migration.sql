-- CreateTable
CREATE TABLE "interdiffs" (
    "runId" TEXT NOT NULL,
    "sinceRunId" TEXT NOT NULL,
    "baseMoved" BOOLEAN NOT NULL,
    "files" JSONB NOT NULL,

    CONSTRAINT "interdiffs_pkey" PRIMARY KEY ("runId","sinceRunId")
);

-- CreateTable
CREATE TABLE "interdiff_files" (
    "runId" TEXT NOT NULL,
    "sinceRunId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "patch" TEXT,
    "omitted" TEXT,

    CONSTRAINT "interdiff_files_pkey" PRIMARY KEY ("runId","sinceRunId","position")
);

-- CreateTable
CREATE TABLE "viewed_marks" (
    "reviewerId" TEXT NOT NULL,
    "taskId" TEXT NOT NULL,
    "changeDigest" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "viewed_marks_pkey" PRIMARY KEY ("reviewerId","taskId","changeDigest")
);

-- CreateTable
CREATE TABLE "artifact_looks" (
    "personId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "openMs" INTEGER NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "artifact_looks_pkey" PRIMARY KEY ("personId","runId")
);

-- AddForeignKey
ALTER TABLE "interdiffs" ADD CONSTRAINT "interdiffs_runId_fkey" FOREIGN KEY ("runId") REFERENCES "artifacts"("runId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "interdiff_files" ADD CONSTRAINT "interdiff_files_runId_sinceRunId_fkey" FOREIGN KEY ("runId", "sinceRunId") REFERENCES "interdiffs"("runId", "sinceRunId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "viewed_marks" ADD CONSTRAINT "viewed_marks_reviewerId_fkey" FOREIGN KEY ("reviewerId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "viewed_marks" ADD CONSTRAINT "viewed_marks_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_looks" ADD CONSTRAINT "artifact_looks_personId_fkey" FOREIGN KEY ("personId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact_looks" ADD CONSTRAINT "artifact_looks_runId_fkey" FOREIGN KEY ("runId") REFERENCES "artifacts"("runId") ON DELETE CASCADE ON UPDATE CASCADE;
